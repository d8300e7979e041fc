//! The check that the terms of a target fit together.

use crate::domain::quantity::Quantity;
use crate::domain::target::{Firmness, JudgedAs, Operator, QuantityKind, ReferenceKind, Series, Stages, Stretch, TargetClass};

use super::{Direction, Terms};

const HUNDRED: Quantity = Quantity::from_whole(100);

/// What does not fit together, as (JSON member, error code). Codes: `required`, `out_of_range`, `must_be_absent`,
/// `contradiction`.
#[must_use]
pub fn check(terms: &Terms) -> Vec<(&'static str, &'static str)> {
    let mut wrong = Vec::new();
    check_value(terms, &mut wrong);
    check_upper(terms, &mut wrong);
    check_judging(terms, &mut wrong);
    check_series(terms, &mut wrong);
    check_stretch(terms, &mut wrong);
    check_attachments(terms, &mut wrong);
    wrong
}

type Wrong = Vec<(&'static str, &'static str)>;

fn check_value(terms: &Terms, wrong: &mut Wrong) {
    let optional = matches!(terms.operator, Operator::Rank | Operator::All) || terms.reference.is_some() || terms.has_stages();
    match terms.value {
        None if !optional => wrong.push(("value", "required")),
        Some(_) if terms.has_stages() => wrong.push(("value", "must_be_absent")),
        Some(value) => {
            let covers = terms.operator == Operator::All || terms.quantity_kind == QuantityKind::Coverage;
            let drops = terms.quantity_kind == QuantityKind::Decrease;
            let low = (covers || drops) && value < Quantity::ZERO;
            let no_ratio = terms.operator == Operator::Ratio && value <= Quantity::ZERO;
            if low || no_ratio || (covers && value > HUNDRED) {
                wrong.push(("value", "out_of_range"));
            }
        }
        None => {}
    }
    if terms.multiplier < 1 {
        wrong.push(("multiplier", "out_of_range"));
    }
}

fn check_upper(terms: &Terms, wrong: &mut Wrong) {
    let wanted = matches!(terms.operator, Operator::Range | Operator::Ratio);
    match (wanted, terms.upper) {
        (true, None) if terms.value.is_some() || terms.reference.is_none() => {
            wrong.push(("upper", "required"));
        }
        (false, Some(_)) => wrong.push(("upper", "must_be_absent")),
        (true, Some(upper)) => {
            let floor = if terms.operator == Operator::Range { terms.value.unwrap_or(upper) } else { Quantity::ZERO };
            if upper <= floor && terms.value.is_some() {
                wrong.push(("upper", "out_of_range"));
            }
        }
        _ => {}
    }
}

fn check_judging(terms: &Terms, wrong: &mut Wrong) {
    if !terms.operator.may_be_judged_as(terms.judged_as) {
        wrong.push(("judgedAs", "contradiction"));
    }
    let Some(tolerance) = terms.tolerance else {
        return;
    };
    if terms.operator == Operator::Range || terms.judged_as != JudgedAs::Within {
        wrong.push(("tolerance", "must_be_absent"));
    } else if tolerance < Quantity::ZERO || tolerance >= HUNDRED {
        wrong.push(("tolerance", "out_of_range"));
    }
}

fn check_series(terms: &Terms, wrong: &mut Wrong) {
    let stepwise = terms.maintain || terms.has_stages();
    if terms.series == Series::Increment && (stepwise || !terms.can_be_summed()) {
        wrong.push(("series", "contradiction"));
    }
    if terms.class == TargetClass::Binding && terms.firmness == Firmness::Aspirational {
        wrong.push(("class", "contradiction"));
    }
}

fn check_stretch(terms: &Terms, wrong: &mut Wrong) {
    let Some(stretch) = &terms.stretch else {
        return;
    };
    match (stretch.operator, stretch.upper) {
        (Operator::Rank | Operator::All | Operator::Ratio, _) => {
            wrong.push(("stretch.operator", "contradiction"));
        }
        (Operator::Range, None) => wrong.push(("stretch.upper", "required")),
        (Operator::Range, Some(upper)) if upper <= stretch.value => {
            wrong.push(("stretch.upper", "out_of_range"));
        }
        (Operator::Range, Some(_)) | (_, None) => {}
        (_, Some(_)) => wrong.push(("stretch.upper", "must_be_absent")),
    }
    if stretch.unit_of_measure.is_none() || stretch.unit_of_measure == terms.unit_of_measure {
        check_stretch_is_further(terms, stretch, wrong);
    }
}

fn check_stretch_is_further(terms: &Terms, stretch: &Stretch, wrong: &mut Wrong) {
    let Some(value) = terms.value else {
        return;
    };
    let upwards = terms.direction() == Direction::Up;
    let turned = if upwards {
        matches!(stretch.operator, Operator::Lte | Operator::Lt)
    } else {
        matches!(stretch.operator, Operator::Gte | Operator::Gt)
    };
    let further = if upwards { stretch.value > value } else { stretch.value < value };
    if turned {
        wrong.push(("stretch.operator", "contradiction"));
    } else if !further {
        wrong.push(("stretch.value", "out_of_range"));
    }
}

fn check_attachments(terms: &Terms, wrong: &mut Wrong) {
    if let Some(baseline) = &terms.baseline
        && baseline.value.is_none()
        && baseline.text.is_none()
    {
        wrong.push(("baseline.value", "required"));
    }
    if let Some(reference) = &terms.reference {
        if reference.text.trim().is_empty() {
            wrong.push(("reference.text", "required"));
        }
        match (reference.kind, reference.target_id) {
            (ReferenceKind::Target, None) => wrong.push(("reference.targetId", "required")),
            (ReferenceKind::Target, Some(_)) | (_, None) => {}
            (_, Some(_)) => wrong.push(("reference.targetId", "must_be_absent")),
        }
    }
    if let Some(Stages(stages)) = &terms.stages {
        let mut keys: Vec<_> = stages.iter().map(|stage| &stage.key).collect();
        keys.sort_unstable();
        keys.dedup();
        if stages.is_empty() {
            wrong.push(("stages", "required"));
        } else if keys.len() < stages.len() {
            wrong.push(("stages", "contradiction"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::domain::quantity::Quantity;
    use crate::domain::target::{
        Baseline, Firmness, JudgedAs, Operator, QuantityKind, Reference, ReferenceKind, Series, Stage, Stages, Stretch, TargetClass,
    };
    use crate::domain::terms::Terms;

    fn plain() -> Terms {
        Terms::plain(Quantity::from_whole(1_680), "个")
    }

    fn with(operator: Operator, value: Option<i64>, upper: Option<i64>) -> Terms {
        Terms {
            operator,
            judged_as: operator.default_judged_as(),
            value: value.map(Quantity::from_whole),
            upper: upper.map(Quantity::from_whole),
            series: Series::Level,
            ..plain()
        }
    }

    fn stretch(operator: Operator, value: i64) -> Option<Stretch> {
        Some(Stretch { operator, value: Quantity::from_whole(value), upper: None, unit_of_measure: None })
    }

    #[test]
    fn values_and_upper_ends() {
        let table: [(Terms, &[(&str, &str)]); 12] = [
            (plain(), &[]),
            (with(Operator::Eq, None, None), &[("value", "required")]),
            (with(Operator::Rank, None, None), &[]),
            (with(Operator::All, None, None), &[]),
            (with(Operator::All, Some(101), None), &[("value", "out_of_range")]),
            (with(Operator::Range, Some(40), Some(150)), &[]),
            (with(Operator::Range, Some(40), None), &[("upper", "required")]),
            (with(Operator::Range, Some(40), Some(40)), &[("upper", "out_of_range")]),
            (with(Operator::Ratio, Some(100), Some(120)), &[]),
            (with(Operator::Ratio, Some(2), Some(0)), &[("upper", "out_of_range")]),
            (with(Operator::Gte, Some(2), Some(3)), &[("upper", "must_be_absent")]),
            (with(Operator::Gte, Some(2), None), &[]),
        ];
        for (terms, wrong) in table {
            assert_eq!(check(&terms), wrong, "{terms:?}");
        }
    }

    #[test]
    fn how_it_is_judged() {
        let turned = Terms { judged_as: JudgedAs::AtMost, ..with(Operator::Gte, Some(2), None) };
        assert_eq!(check(&turned), [("judgedAs", "contradiction")]);
        let five = Some(Quantity::from_whole(5));
        let about = Terms { tolerance: five, ..with(Operator::Approx, Some(10), None) };
        assert_eq!(check(&about), []);
        let wide = Terms { tolerance: Some(Quantity::from_whole(100)), ..about };
        assert_eq!(check(&wide), [("tolerance", "out_of_range")]);
        let useless = Terms { tolerance: five, ..plain() };
        assert_eq!(check(&useless), [("tolerance", "must_be_absent")]);
    }

    #[test]
    fn rates_are_never_summed() {
        for quantity_kind in [QuantityKind::Growth, QuantityKind::Rate, QuantityKind::Coverage] {
            let terms = Terms { quantity_kind, series: Series::Increment, ..Terms::plain(Quantity::from_whole(7), "%") };
            assert_eq!(check(&terms), [("series", "contradiction")]);
        }
        let hoped = Terms { class: TargetClass::Binding, firmness: Firmness::Aspirational, ..plain() };
        assert_eq!(check(&hoped), [("class", "contradiction")]);
    }

    #[test]
    fn a_stretch_goes_further() {
        let with_stretch = |stretch| Terms { stretch, ..plain() };
        assert_eq!(check(&with_stretch(stretch(Operator::Gte, 1_700))), []);
        let short = with_stretch(stretch(Operator::Eq, 1_680));
        assert_eq!(check(&short), [("stretch.value", "out_of_range")]);
        let turned = with_stretch(stretch(Operator::Lte, 1_700));
        assert_eq!(check(&turned), [("stretch.operator", "contradiction")]);
        let other_unit =
            with_stretch(stretch(Operator::Eq, 1).map(|stretch| Stretch { unit_of_measure: Some("亿元".to_owned()), ..stretch }));
        assert_eq!(check(&other_unit), []);
        let lower = Terms { stretch: stretch(Operator::Lte, 45), ..with(Operator::Lte, Some(47), None) };
        assert_eq!(check(&lower), []);
    }

    #[test]
    fn baselines_references_and_stages() {
        let reference = |kind, text: &str| Reference { kind, text: text.to_owned(), target_id: None };
        let assigned =
            Terms { value: None, reference: Some(reference(ReferenceKind::AssignedLater, "完成省下达年度任务")), ..plain() };
        assert_eq!(check(&assigned), []);
        let vague = Terms {
            reference: Some(reference(ReferenceKind::Target, " ")),
            baseline: Some(Baseline { value: None, period: Some("2023".to_owned()), text: None }),
            ..plain()
        };
        let wrong = [("baseline.value", "required"), ("reference.text", "required"), ("reference.targetId", "required")];
        assert_eq!(check(&vague), wrong);
        let stage = |key: &str| Stage { key: key.to_owned(), title: key.to_owned(), evidence: None };
        let staged = Terms { value: None, series: Series::Level, stages: Some(Stages(vec![stage("a"), stage("a")])), ..plain() };
        assert_eq!(check(&staged), [("stages", "contradiction")]);
    }
}
