//! The walk of the README, run line by line: what it says a stranger will see is what they see.

use std::collections::HashMap;

use actix_web::http::Method;
use serde_json::Value;

use crate::support::{Person, Reply, TestApp};

const README: &str = include_str!("../../README.md");

/// The little of a shell that the walk uses: variables, quotes, one pipe into `jq -r`.
struct Shell {
    app: TestApp,
    variables: HashMap<String, String>,
    people: HashMap<String, Person>,
}

impl Shell {
    /// Splits a command into words, with quotes taken off and variables filled in (not inside single quotes).
    fn words(&self, line: &str) -> Vec<String> {
        let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
        let mut rest = line.chars().peekable();
        while let Some(c) = rest.next() {
            match (c, quote) {
                (c, Some(open)) if c == open => quote = None,
                ('\'' | '"', None) => quote = Some(c),
                (' ', None) => words.extend((!word.is_empty()).then(|| std::mem::take(&mut word))),
                ('$', None | Some('"')) => {
                    let mut name = String::new();
                    while let Some(c) = rest.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                        name.push(c);
                    }
                    word.push_str(self.variables.get(&name).unwrap_or_else(|| panic!("${name} is not set: {line}")));
                }
                (c, _) => word.push(c),
            }
        }
        words.extend((!word.is_empty()).then_some(word));
        words
    }

    async fn call(&self, words: &[String]) -> Reply {
        let person = &self.people[&words[1]];
        let (mut method, mut path, mut tag, mut body) = (Method::GET, String::new(), String::new(), None);
        let mut rest = words[2..].iter();
        while let Some(word) = rest.next() {
            match word.as_str() {
                "-X" => method = rest.next().unwrap().parse().unwrap(),
                "-H" => rest.next().unwrap().strip_prefix("If-Match: ").unwrap().clone_into(&mut tag),
                "-d" => body = rest.next().cloned(),
                url => path = url.strip_prefix("BASE").unwrap_or_else(|| panic!("not below $B: {url}")).to_owned(),
            }
        }

        person.send(method, &path, &[("if-match", &tag)], body).await
    }

    /// Runs one command and returns what it prints.
    async fn run(&mut self, command: &str) -> String {
        let (call, filter) = command.split_once(" | jq -r ").map_or((command, "."), |(call, filter)| (call, filter.trim_matches('\'')));
        let words = self.words(call);
        if words[0] == "login" {
            let person = self.app.login(&words[1]).await;
            self.people.insert(words[1].clone(), person);
            return words[1].clone();
        }
        assert_eq!(words[0], "call", "{command}");
        let reply = self.call(&words).await;
        assert!(reply.status < 300, "{command}\n{}", reply.json);
        let pointer = filter.replace(['.', '['], "/").replace(']', "");
        match reply.json.pointer(&pointer).unwrap_or_else(|| panic!("{command}: no {filter} in {}", reply.json)) {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

#[actix_web::test]
async fn the_walk_of_the_readme_is_true() {
    let variables = HashMap::from([("B".to_owned(), "BASE".to_owned())]);
    let mut shell = Shell { app: TestApp::demo().await, variables, people: HashMap::new() };
    let blocks = README.split("```sh walk\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let mut printed = String::new();
    let mut checked = 0;
    for line in blocks.flat_map(str::lines) {
        if let Some(expected) = line.strip_prefix("# ") {
            assert_eq!(printed, expected);
            checked += 1;
        } else if let Some((name, command)) = line.split_once("=$(") {
            let value = shell.run(command.strip_suffix(')').unwrap()).await;
            shell.variables.insert(name.to_owned(), value);
        } else {
            printed = shell.run(line).await;
        }
    }
    assert_eq!(checked, 9, "the walk shows what to expect");
}
