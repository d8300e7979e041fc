//! What the contract offers at each path: its verbs, and the media types each verb answers with.

use actix_web::http::Method;

use super::media::Media;

/// One verb of a path.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The verb.
    pub verb: Method,
    /// What it answers with, in the order of the contract; empty where it answers with a file of any kind.
    pub media: Vec<Media>,
}

/// The operations of the contract by path: actix's macro routes know only their own verb, and nothing of what they answer with.
#[derive(Clone, Debug)]
pub struct Operations(Vec<(Vec<String>, Vec<Offer>)>);

impl Operations {
    /// From path templates (`/api/v1/plans/{id}`) and what they offer.
    pub fn new(paths: impl Iterator<Item = (String, Vec<Offer>)>) -> Self {
        Self(paths.map(|(path, offers)| (path.split('/').map(str::to_owned).collect(), offers)).collect())
    }

    fn at(&self, path: &str) -> impl Iterator<Item = &Offer> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = move |template: &[String]| {
            template.len() == parts.len()
                && template.iter().zip(&parts).all(|(wanted, part)| wanted == part || (wanted.starts_with('{') && !part.is_empty()))
        };
        let mut fitting: Vec<&(Vec<String>, Vec<Offer>)> = self.0.iter().filter(|(template, _)| fits(template)).collect();
        // Words before placeholders: `/plans/current` is not a plan's id.
        fitting.sort_by_key(|(template, _)| template.iter().filter(|part| part.starts_with('{')).count());
        fitting.into_iter().flat_map(|(_, offers)| offers)
    }

    /// The verbs of a path, for 405 and `Allow`; none where there is no such path.
    pub fn verbs(&self, path: &str) -> Vec<Method> {
        let mut verbs: Vec<Method> = self.at(path).map(|offer| offer.verb.clone()).collect();
        if verbs.contains(&Method::GET) {
            verbs.push(Method::HEAD);
        }
        verbs.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        verbs.dedup();
        verbs
    }

    /// What a request can be answered with; `None` where the path does not have the verb.
    pub fn media(&self, verb: &Method, path: &str) -> Option<&[Media]> {
        let verb = if verb == Method::HEAD { &Method::GET } else { verb };
        self.at(path).find(|offer| offer.verb == *verb).map(|offer| offer.media.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_before_placeholders() {
        let offer = |verb, media: &[Media]| Offer { verb, media: media.to_vec() };
        let operations = Operations::new(
            [
                ("/plans/{id}".to_owned(), vec![offer(Method::GET, &[Media::Json]), offer(Method::PATCH, &[Media::Json])]),
                ("/plans/ledger".to_owned(), vec![offer(Method::GET, &[Media::Json, Media::Csv])]),
            ]
            .into_iter(),
        );
        assert_eq!(operations.media(&Method::GET, "/plans/ledger"), Some([Media::Json, Media::Csv].as_slice()));
        assert_eq!(operations.media(&Method::HEAD, "/plans/7"), Some([Media::Json].as_slice()));
        assert_eq!(operations.media(&Method::DELETE, "/plans/7"), None);
        assert_eq!(operations.verbs("/plans/7"), [Method::GET, Method::HEAD, Method::PATCH]);
        assert!(operations.verbs("/plans/").is_empty());
    }
}
