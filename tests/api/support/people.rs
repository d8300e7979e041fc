//! People: they send requests and look at the answers.

use actix_web::body::to_bytes;
use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::Value;

use super::Call;

/// Somebody who talks to the service.
#[derive(Clone)]
pub(crate) struct Person {
    call: Call,
    token: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) json: Value,
}

impl Person {
    pub(super) fn new(call: Call, token: Option<String>) -> Self {
        Self { call, token }
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, &[], Some(body.to_string())).await
    }

    pub(crate) async fn patch(&self, path: &str, tag: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, &[("if-match", tag)], Some(body.to_string())).await
    }

    pub(crate) async fn delete(&self, path: &str, tag: &str) -> Reply {
        self.send(Method::DELETE, path, &[("if-match", tag)], None).await
    }

    /// An action on a thing as it is now: reads it for its tag first.
    pub(crate) async fn act(&self, item: &str, action: &str, body: Value) -> Reply {
        let tag = self.get(item).await.expect(200).tag();
        self.act_at(item, action, &tag, body).await
    }

    /// An action on a thing as it was at `tag`.
    pub(crate) async fn act_at(&self, item: &str, action: &str, tag: &str, body: Value) -> Reply {
        self.send(Method::POST, &format!("{item}/{action}"), &[("if-match", tag)], Some(body.to_string())).await
    }

    /// Any request. Paths are below `/api/v1` unless they begin with `//`.
    pub(crate) async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<String>) -> Reply {
        let uri = path.strip_prefix('/').filter(|rest| rest.starts_with('/')).map_or_else(|| format!("/api/v1{path}"), str::to_owned);
        let mut request = TestRequest::default().method(method).uri(&uri);
        if let Some(token) = &self.token {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        if let Some(body) = body {
            request = request.insert_header(("content-type", "application/json")).set_payload(body);
        }
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        self.raw(request).await
    }

    /// A request built by hand, sent as it is.
    pub(crate) async fn raw(&self, request: TestRequest) -> Reply {
        let response = (self.call)(request.to_request()).await;
        let status = response.status().as_u16();
        let text = |value: &actix_web::http::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = to_bytes(response.into_body()).await.unwrap().to_vec();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Reply { status, headers, body, json }
    }
}

impl Reply {
    /// The answer, if it has this status; otherwise the test fails and shows it.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// The answer, if it is this problem.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: u16, code: &str) -> Self {
        let reply = self.expect(status);
        assert_eq!(reply.header("content-type"), "application/problem+json");
        assert_eq!(reply.json["code"], code, "{}", reply.json);
        reply
    }

    /// The places and codes of a problem's faults: `/title required`.
    pub(crate) fn faults(&self) -> Vec<String> {
        let place = |fault: &Value| ["pointer", "parameter", "header"].iter().find_map(|kind| fault[*kind].as_str().map(str::to_owned));
        let faults = self.json["errors"].as_array().cloned().unwrap_or_default();
        faults.iter().map(|fault| format!("{} {}", place(fault).unwrap_or_default(), fault["code"].as_str().unwrap_or_default())).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn tag(&self) -> String {
        self.header("etag").to_owned()
    }

    #[track_caller]
    pub(crate) fn text(&self, member: &str) -> String {
        self.json[member].as_str().unwrap_or_else(|| panic!("no {member} in {}", self.json)).to_owned()
    }

    /// The text at a JSON pointer.
    #[track_caller]
    pub(crate) fn text_at(&self, pointer: &str) -> String {
        self.json.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {}", self.json)).to_owned()
    }

    #[track_caller]
    pub(crate) fn id(&self) -> String {
        self.text("id")
    }

    #[track_caller]
    pub(crate) fn items(&self) -> &Vec<Value> {
        self.json["items"].as_array().unwrap_or_else(|| panic!("no items in {}", self.json))
    }
}
