//! Targets: every part of the target algebra is kept as written, and what does not fit together is refused.

use actix_web::http::Method;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::drafts::{Draft, over, plan};
use crate::support::{Reply, TestApp};

const NOBODY: &str = "0197a6f0-c0de-7000-a000-0000000000ff";

/// The plainest target, with `more` laid over it.
fn target(task: &str, more: Value) -> Value {
    let plain = json!({
        "taskId": task, "indicator": "新增托位", "text": "新增托位1680个", "operator": "eq", "value": 1680, "unitOfMeasure": "个",
        "series": "cumulative", "quantityKind": "count"
    });
    over(plain, more)
}

async fn draft(app: &TestApp) -> (Draft, String) {
    let draft = Draft::new(&app.login("supervisor").await, plan("P", json!({}))).await;
    let task = draft.task("1", None).await;
    (draft, task)
}

fn refused(reply: Reply) -> Vec<String> {
    reply.expect_problem(422, "validation_failed").faults()
}

#[actix_web::test]
async fn every_part_of_the_terms_is_kept_as_written() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    let whole = draft.target(&task, "总数").await;
    let new = json!({
        "taskId": task, "key": "甲-1", "indicator": "城镇居民收入增长", "text": "增长7.5%左右,力争8%以上", "partOfId": whole,
        "operator": "approx", "judgedAs": "atLeast", "value": 7.5, "upper": null, "unitOfMeasure": "%", "series": "level",
        "quantityKind": "growthPerYear", "firmness": "firm", "class": "binding",
        "stretch": {"operator": "gte", "value": 400.0001, "upper": null, "unitOfMeasure": "亿元"},
        "baseline": {"value": -0.5, "period": "2023", "text": "上年下降0.5%"}, "tolerance": null, "maintain": true,
        "reference": {"kind": "provinceAverage", "text": "高于全省平均水平", "targetId": null}, "stages": []
    });
    let mut sent = new.clone();
    sent["reportingUnitCode"] = json!("YC-WJW");
    sent["perUnitGroupCode"] = json!("YC-LXHY");
    let made = draft.author.post("/targets", sent).await.expect(201);
    assert_eq!(made.header("location"), format!("/api/v1/targets/{}", made.id()));
    for (member, value) in new.as_object().unwrap() {
        assert_eq!(&made.json[member], value, "{member}");
    }
    assert_eq!((&made.json["reportingUnit"]["name"], &made.json["perUnitGroup"]["code"]), (&json!("市卫健委"), &json!("YC-LXHY")));
    assert_eq!((&made.json["multiplier"], &made.json["normalized"]), (&json!(1), &json!(7.5)));
    assert_eq!((&made.json["versionNumber"], &made.json["effectiveOn"]), (&json!(1), &json!("2024-01-01")));
    let path = format!("/targets/{}", made.id());
    let read = draft.author.get(&path).await.expect(200);
    assert_eq!((read.tag(), read.json), (made.tag(), made.json));
    let stages =
        json!([{"key": "started", "title": "开工", "evidence": "施工许可证"}, {"key": "built", "title": "建成", "evidence": null}]);
    let staged = target(&task, json!({"value": null, "unitOfMeasure": null, "series": "level", "stages": stages}));
    let staged = draft.author.post("/targets", staged).await.expect(201).json;
    assert_eq!((&staged["stages"], &staged["value"], &staged["normalized"]), (&stages, &json!(null), &json!(null)));
    assert_eq!((&staged["key"], &staged["firmness"], &staged["class"]), (&json!("2"), &json!("firm"), &json!("expected")), "defaults");
}

#[actix_web::test]
async fn every_word_of_the_vocabulary_comes_back() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    let mut tried = 0;
    for (operator, judged_as, more) in [
        ("eq", "atLeast", json!({})),
        ("gte", "atLeast", json!({})),
        ("gt", "moreThan", json!({})),
        ("lte", "atMost", json!({})),
        ("lt", "lessThan", json!({})),
        ("approx", "within", json!({"tolerance": 2.5})),
        ("range", "within", json!({"value": 40, "upper": 150})),
        ("ratio", "atLeast", json!({"value": 100, "upper": 120})),
        ("rank", "notJudged", json!({"value": null})),
        ("all", "coverage", json!({"value": null})),
    ] {
        let new = target(&task, over(json!({"operator": operator}), more.clone()));
        let made = draft.author.post("/targets", over(new, more)).await.expect(201).json;
        assert_eq!((&made["operator"], &made["judgedAs"]), (&json!(operator), &json!(judged_as)), "as the operator says");
        tried += 1;
    }
    for (member, words) in [
        ("series", vec!["cumulative", "increment", "level", "average"]),
        ("quantityKind", vec!["count", "amount", "rate", "growth", "growthPerYear", "changeInPoints", "decrease", "ratio", "coverage"]),
        ("firmness", vec!["firm", "aspirational"]),
        ("class", vec!["binding", "expected"]),
    ] {
        for word in words {
            let made = draft.author.post("/targets", target(&task, json!({"value": 90, member: word}))).await.expect(201).json;
            assert_eq!(made[member], word);
            tried += 1;
        }
    }
    for kind in ["lastYear", "provinceAverage", "cityAverage", "assignedLater", "other"] {
        let reference = json!({"kind": kind, "text": "不低于上年", "targetId": null});
        let made = draft.author.post("/targets", target(&task, json!({"value": null, "reference": reference}))).await.expect(201).json;
        assert_eq!(made["reference"], reference);
        tried += 1;
    }
    let keys = draft.author.get(&format!("/targets?taskId={task}&limit=200&count=true")).await.expect(200);
    assert_eq!(keys.json["page"]["total"], tried);
    let mut numbers: Vec<u32> = keys.items().iter().map(|target| target["key"].as_str().unwrap().parse().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=tried).collect::<Vec<u32>>(), "the next number where no key is given");
}

#[actix_web::test]
async fn figures_are_exact_or_refused() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    let send = async |value: &str| {
        let body = target(&task, json!({"value": "HERE"})).to_string().replace("\"HERE\"", value);
        draft.author.send(Method::POST, "/targets", &[], Some(body)).await
    };
    for value in ["1.67", "99999999999.9999", "-99999999999.9999", "0.0001", "0", "12345678901.2345", "100.10", "1e3"] {
        let made = send(value).await.expect(201);
        let expected = match value {
            "100.10" => "100.1",
            "1e3" => "1000",
            other => other,
        };
        let text = String::from_utf8(draft.author.get(&format!("/targets/{}", made.id())).await.body).unwrap();
        assert!(text.contains(&format!("\"value\":{expected},")), "{value}: {text}");
    }
    for (value, code) in [
        ("1.00001", "precision_exceeded"),
        ("0.12345", "precision_exceeded"),
        ("100000000000", "out_of_range"),
        ("-100000000000", "out_of_range"),
        ("1e300", "out_of_range"),
        ("\"1.67\"", "invalid_type"),
        ("true", "invalid_type"),
        ("[1]", "invalid_type"),
    ] {
        assert_eq!(refused(send(value).await), [format!("/value {code}")], "{value}");
    }
    for value in ["NaN", "Infinity", "01", "1.", "+1", "0x10", "1e400"] {
        send(value).await.expect_problem(400, "malformed_json");
    }
}

#[actix_web::test]
async fn measure_words_multiply() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    for (value, unit, multiplier, normalized) in [
        (json!(1.67), "万个", 10_000_i64, json!(16_700)),
        (json!(400), "亿元", 100_000_000, json!(40_000_000_000_i64)),
        (json!(30_000), "亿元", 100_000_000, json!(null)),
        (json!(0.0001), "万人次", 10_000, json!(1)),
        (json!(20), "套(间)", 1, json!(20)),
        (json!(7.5), "%", 1, json!(7.5)),
        (json!(-1.5), "百分点", 1, json!(-1.5)),
    ] {
        let made = draft.author.post("/targets", target(&task, json!({"value": value, "unitOfMeasure": unit}))).await.expect(201).json;
        assert_eq!((&made["multiplier"], &made["normalized"]), (&json!(multiplier), &normalized), "{value} {unit}");
    }
    let made = draft.author.post("/targets", target(&task, json!({"value": 1.67, "unitOfMeasure": "万个"}))).await.expect(201);
    let path = format!("/targets/{}", made.id());
    let bare = draft.author.patch(&path, "\"1\"", json!({"unitOfMeasure": null})).await.expect(200).json;
    assert_eq!((&bare["multiplier"], &bare["normalized"], &bare["unitOfMeasure"]), (&json!(1), &json!(1.67), &json!(null)));
    let other = draft.author.patch(&path, "\"2\"", json!({"unitOfMeasure": "千元"})).await.expect(200).json;
    assert_eq!((&other["multiplier"], &other["normalized"]), (&json!(1000), &json!(1670)));
    let computed = draft.author.patch(&path, "\"3\"", json!({"multiplier": 1, "normalized": 5})).await;
    assert_eq!(refused(computed), ["/multiplier read_only_field", "/normalized read_only_field"]);
}

#[actix_web::test]
async fn a_change_merges_and_keeps_what_it_does_not_name() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    let more = json!({"stretch": {"operator": "gte", "value": 2000, "unitOfMeasure": "户"}, "baseline": {"value": 900, "period": "2023"},
        "operator": "gt", "reportingUnitCode": "YC-WJW"});
    let made = draft.author.post("/targets", target(&task, more)).await.expect(201);
    let path = format!("/targets/{}", made.id());
    draft.author.send(Method::PATCH, &path, &[], Some("{}".into())).await.expect_problem(428, "if_match_required");
    let patch = |tag: &'static str, body: Value| draft.author.patch(&path, tag, body);
    let change = json!({"stretch": {"value": 2500}, "baseline": {"value": null, "text": "上年约九百"}, "value": 1700});
    let now = patch("\"1\"", change).await.expect(200).json;
    assert_eq!(now["stretch"], json!({"operator": "gte", "value": 2500, "upper": null, "unitOfMeasure": "户"}));
    assert_eq!(now["baseline"], json!({"value": null, "period": "2023", "text": "上年约九百"}));
    assert_eq!((&now["value"], &now["judgedAs"], &now["reportingUnit"]["code"]), (&json!(1700), &json!("moreThan"), &json!("YC-WJW")));
    let stale = patch("\"1\"", json!({"value": 1})).await.expect_problem(412, "version_conflict");
    assert_eq!(stale.json["currentVersion"], 2);
    let now = patch("\"2\"", json!({"operator": "lte", "stretch": null, "baseline": null, "reportingUnitId": null})).await.expect(200).json;
    assert_eq!(now["judgedAs"], "atMost", "a way of judging that came from the operator follows it");
    assert_eq!((&now["stretch"], &now["baseline"], &now["reportingUnit"]), (&json!(null), &json!(null), &json!(null)));
    patch("\"3\"", json!({"operator": "gt", "judgedAs": "atLeast"})).await.expect(200);
    let kept = patch("\"4\"", json!({"operator": "ratio", "upper": 2})).await.expect(200).json;
    assert_eq!(kept["judgedAs"], "atLeast", "one that was chosen stays");
    patch("\"5\"", json!({"operator": "eq", "upper": null, "judgedAs": "exactly"})).await.expect(200);
    assert_eq!(refused(patch("\"6\"", json!({"operator": "lte"})).await), ["/judgedAs contradiction"], "though not where it cannot");
    let reset = patch("\"6\"", json!({"operator": "lte", "judgedAs": null})).await.expect(200).json;
    assert_eq!(reset["judgedAs"], "atMost");
    assert_eq!(refused(patch("\"7\"", json!({"stretch": {"value": 1}})).await), ["/stretch/operator required"], "nothing to merge into");
    assert_eq!(refused(patch("\"7\"", json!({"taskId": task, "operator": null})).await).len(), 2);
    draft.author.delete(&path, "\"6\"").await.expect_problem(412, "version_conflict");
    draft.author.delete(&path, "\"7\"").await.expect(204);
    draft.author.get(&path).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn what_does_not_fit_together_is_refused_at_its_place() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    let stage = |key: &str, title: &str| json!({"key": key, "title": title});
    for (more, faults) in [
        (json!({"value": null}), vec!["/value required"]),
        (json!({"operator": "range", "value": 40}), vec!["/upper required"]),
        (json!({"operator": "range", "value": 40, "upper": 40}), vec!["/upper out_of_range"]),
        (json!({"operator": "ratio", "value": 100}), vec!["/upper required"]),
        (json!({"operator": "ratio", "value": 0, "upper": 1}), vec!["/value out_of_range"]),
        (json!({"operator": "ratio", "value": 2, "upper": 0}), vec!["/upper out_of_range"]),
        (json!({"operator": "gte", "upper": 2000}), vec!["/upper must_be_absent"]),
        (json!({"operator": "all", "value": 100.0001}), vec!["/value out_of_range"]),
        (json!({"quantityKind": "coverage", "value": -1}), vec!["/value out_of_range"]),
        (json!({"quantityKind": "decrease", "value": -13}), vec!["/value out_of_range"]),
        (json!({"operator": "gte", "judgedAs": "atMost"}), vec!["/judgedAs contradiction"]),
        (json!({"operator": "rank", "judgedAs": "atLeast"}), vec!["/judgedAs contradiction"]),
        (json!({"tolerance": 5}), vec!["/tolerance must_be_absent"]),
        (json!({"operator": "approx", "tolerance": 100}), vec!["/tolerance out_of_range"]),
        (json!({"operator": "approx", "tolerance": -1}), vec!["/tolerance out_of_range"]),
        (json!({"operator": "range", "upper": 2000, "tolerance": 5}), vec!["/tolerance must_be_absent"]),
        (json!({"series": "increment", "quantityKind": "rate"}), vec!["/series contradiction"]),
        (json!({"series": "increment", "maintain": true}), vec!["/series contradiction"]),
        (json!({"class": "binding", "firmness": "aspirational"}), vec!["/class contradiction"]),
        (json!({"stretch": {"operator": "gte", "value": 1680}}), vec!["/stretch/value out_of_range"]),
        (json!({"stretch": {"operator": "lte", "value": 2000}}), vec!["/stretch/operator contradiction"]),
        (json!({"stretch": {"operator": "rank", "value": 2000}}), vec!["/stretch/operator contradiction"]),
        (json!({"stretch": {"operator": "range", "value": 2000}}), vec!["/stretch/upper required"]),
        (json!({"stretch": {"operator": "gte", "value": 2000, "upper": 3000}}), vec!["/stretch/upper must_be_absent"]),
        (json!({"stretch": {"operator": "gte", "value": 2000, "x": 1}}), vec!["/stretch/x unknown_field"]),
        (json!({"stretch": {"operator": "gte", "value": 2000, "unitOfMeasure": "长".repeat(51)}}), vec!["/stretch/unitOfMeasure too_long"]),
        (json!({"baseline": {"period": "2023"}}), vec!["/baseline/value required"]),
        (json!({"baseline": {"value": 1, "period": "2023年"}}), vec!["/baseline/period invalid_period"]),
        (json!({"reference": {"kind": "target", "text": "同上"}}), vec!["/reference/targetId required"]),
        (json!({"reference": {"kind": "lastYear", "text": " "}}), vec!["/reference/text required"]),
        (
            json!({"reference": {"kind": "lastYear", "text": "上年", "targetId": NOBODY}}),
            vec!["/reference/targetId must_be_absent", "/reference/targetId not_found"],
        ),
        (json!({"reference": {"kind": "target", "text": "同上", "targetId": NOBODY}}), vec!["/reference/targetId not_found"]),
        (json!({"stages": [stage("a", "开工")]}), vec!["/value must_be_absent"]),
        (json!({"value": null, "stages": [stage("a", "开工"), stage("a", "建成")]}), vec!["/stages contradiction"]),
        (
            json!({"value": null, "stages": [stage(" ", "开工"), stage("b", "")]}),
            vec!["/stages/0/key required", "/stages/1/title required"],
        ),
        (json!({"reportingUnitCode": "HZ-FGW"}), vec!["/reportingUnitCode not_found"]),
        (json!({"reportingUnitId": NOBODY}), vec!["/reportingUnitId not_found"]),
        (json!({"perUnitGroupCode": "YC-WJW"}), vec!["/perUnitGroupCode invalid_value"]),
        (json!({"partOfId": NOBODY}), vec!["/partOfId not_found"]),
        (json!({"taskId": NOBODY}), vec!["/taskId not_found"]),
        (
            json!({"key": "a b", "indicator": " ", "text": "\u{3000}"}),
            vec!["/key invalid_character", "/indicator required", "/text required"],
        ),
        (json!({"key": "", "indicator": "", "unitOfMeasure": ""}), vec!["/indicator required", "/key required", "/unitOfMeasure required"]),
        (json!({"operator": "about", "series": "x"}), vec!["/operator invalid_value", "/series invalid_value"]),
        (
            json!({"operator": null, "series": null, "quantityKind": null}),
            vec!["/operator required", "/quantityKind required", "/series required"],
        ),
    ] {
        let new = over(target(&task, json!({})), more.clone());
        let (mut found, mut expected) = (refused(draft.author.post("/targets", new).await), faults);
        found.sort();
        expected.sort_unstable();
        assert_eq!(found, expected, "{more}");
    }
    let none = draft.author.get(&format!("/targets?taskId={task}&count=true")).await.expect(200);
    assert_eq!(none.json["page"]["total"], 0);
}

#[actix_web::test]
async fn of_a_hundred_changes_of_one_target_exactly_one_wins() {
    let app = TestApp::demo().await;
    let (draft, task) = draft(&app).await;
    let made = draft.author.post("/targets", target(&task, json!({}))).await.expect(201);
    let path = format!("/targets/{}", made.id());
    let replies = join_all((1..=100).map(|n| {
        let (author, path, tag) = (draft.author.clone(), path.clone(), made.tag());
        async move { author.patch(&path, &tag, json!({"value": n})).await }
    }))
    .await;
    let with = |status: u16| replies.iter().filter(|reply| reply.status == status).count();
    assert_eq!((with(200), with(412)), (1, 99));
    let winner = replies.iter().find(|reply| reply.status == 200).unwrap();
    let now = draft.author.get(&path).await.expect(200).json;
    assert_eq!((&now["version"], &now["value"]), (&json!(2), &winner.json["value"]));
}
