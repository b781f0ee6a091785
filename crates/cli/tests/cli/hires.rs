//! Files of hires, and what has become of them in a directory.

use std::collections::{BTreeMap, BTreeSet};

use dayone_simulator::{Control, Mail};
use serde_json::Value;

use crate::house::Done;
use crate::office::Office;

/// Under these rules each of [`people`] is in five groups.
pub(crate) const RULES: &str = "\
groups.default = [\"UG-All-Employees\"]
groups.department.Engineering = [\"UG-Engineering\"]
groups.role.\"Software *\" = [\"UG-Developers\"]
groups.location.Seattle = [\"UG-Seattle-Office\"]
";

pub(crate) const GROUPS: [&str; 5] =
    ["UG-All-Employees", "UG-Developers", "UG-Engineering", "UG-Project-Phoenix", "UG-Seattle-Office"];

pub(crate) const HEADER: &str = "first_name,last_name,email,username,department,job_title,employee_id,office_location,\
     manager_email,additional_groups,attributes.costCenter";

/// One row, without a line break.
pub(crate) fn person(number: usize) -> String {
    let managers = ["jane.doe@company.com", "ann.lee@company.com", "max.power@company.com"];
    let manager = managers[number % managers.len()];
    format!(
        "Ada,Muster{number},ada.{number}@company.com,ada.{number},Engineering,Software Developer,E-{number:04},Seattle,\
         {manager},UG-Project-Phoenix,CC-{number}"
    )
}

/// A file of so many people; the first is in line 2.
pub(crate) fn people(count: usize) -> String {
    table(HEADER, (1..=count).map(person))
}

pub(crate) fn table(header: &str, rows: impl IntoIterator<Item = String>) -> String {
    std::iter::once(header.to_owned()).chain(rows).map(|line| line + "\n").collect()
}

/// An office with those rules and nothing to do.
pub(crate) async fn office() -> Office {
    Office::with(RULES).await
}

impl Office {
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("written");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Carries out `people.csv` without asking; other tasks of this process go on meanwhile.
    pub(crate) fn bulk(&self, further: &[&str]) -> Done {
        let arguments = [&["bulk", "people.csv", "--yes"], further].concat();
        tokio::task::block_in_place(|| self.run(&arguments))
    }

    /// The same command until it has nothing left to do: a dead process holds its runs for a while.
    pub(crate) fn bulk_to_its_end(&self, further: &[&str]) -> Done {
        let began = std::time::Instant::now();
        loop {
            let done = self.bulk(further);
            if done.code == Some(0) || began.elapsed().as_secs() > 60 {
                return done.ends_with(0);
            }
            std::thread::sleep(std::time::Duration::from_millis(300));
        }
    }

    /// Mails that reached this address through the office's own mail server.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<Mail> {
        let all = self.control().mail().into_iter();
        all.filter(|mail| mail.kind == "received" && mail.to == address).collect()
    }
}

/// An account of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) groups: BTreeSet<String>,
}

/// The accounts of a directory by username; fails where one is there twice.
#[track_caller]
pub(crate) fn directory(control: &Control) -> BTreeMap<String, Account> {
    let state = control.state();
    let organization = &state["organizations"][0];
    let list = |name: &str| organization[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let id = |thing: &Value| text(thing.get("_id").or(thing.get("id")).unwrap_or(&Value::Null));
    let names: BTreeMap<String, String> =
        list("user_groups").iter().map(|group| (id(group), text(&group["name"]))).collect();
    let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for edge in list("edges") {
        let ends = [&edge["from"], &edge["to"]];
        let end = |kind: &str| ends.iter().find(|end| end["type"] == kind).map(|end| text(&end["id"]));
        if let (Some(user), Some(group)) = (end("user"), end("user_group")) {
            groups.entry(user).or_default().insert(names[&group].clone());
        }
    }
    let mut accounts = BTreeMap::new();
    for user in list("users") {
        let (id, username) = (id(&user), text(&user["username"]));
        let groups = groups.remove(&id).unwrap_or_default();
        let account = Account { id, state: text(&user["state"]), groups };
        let earlier = accounts.insert(username.clone(), account);
        assert!(earlier.is_none(), "{username} is there twice");
    }
    accounts
}

/// Fails unless so many of [`people`] are there, each once, active, and in exactly the five groups.
#[track_caller]
pub(crate) fn everybody_is_there(control: &Control, count: usize) {
    let accounts = directory(control);
    let hired: Vec<&String> = accounts.keys().filter(|name| name.starts_with("ada.")).collect();
    assert_eq!(hired.len(), count, "{hired:?}");
    let expected: BTreeSet<String> = GROUPS.map(str::to_owned).into();
    for number in 1..=count {
        let account = &accounts[&format!("ada.{number}")];
        assert_eq!((account.state.as_str(), &account.groups), ("ACTIVATED", &expected), "ada.{number}");
    }
}

/// Fails if somebody could sign in before all that belongs to them was there.
#[track_caller]
pub(crate) fn nobody_came_in_early(control: &Control) {
    const ADD: &str = "POST /v2/usergroups/{group_id}/members";
    const ACTIVATE: &str = "POST /systemusers/{id}/state/activate";
    let mut active: BTreeSet<String> = BTreeSet::new();
    for request in control.requests() {
        let applied = (200..300).contains(&request.status) || request.fault == Some("applied_but_reply_lost");
        match request.operation {
            ACTIVATE if applied => {
                let id = request.path.split('/').rev().nth(2).expect("an id");
                active.insert(id.to_owned());
            }
            ADD if applied => {
                let body = request.body.unwrap_or_default();
                let id = body["id"].as_str().expect("a member");
                assert!(!active.contains(id), "{id} was put into a group after it was active");
            }
            _ => {}
        }
    }
}

/// Whether a mail to IT is about this one of [`people`], among others or alone.
pub(crate) fn is_about(mail: &Mail, number: usize) -> bool {
    let text = mail.more["text"].as_str().expect("text");
    text.contains(&format!("ada.{number},")) || text.contains(&format!("ada.{number}@"))
}

/// IT was told of everybody, and of nobody by two messages; a copy of a message is the same message.
#[track_caller]
pub(crate) fn everybody_was_told_once(office: &Office, count: usize) {
    let mails = office.mails_to("it-team@company.com").into_iter();
    let messages: BTreeMap<String, Mail> = mails.map(|mail| (mail.more["message_id"].to_string(), mail)).collect();
    for number in 1..=count {
        let about: Vec<&String> =
            messages.iter().filter(|(_, mail)| is_about(mail, number)).map(|(id, _)| id).collect();
        assert_eq!(about.len(), 1, "ada.{number} is in {about:?}");
    }
}

/// How many calls of a directory may have changed it.
pub(crate) fn writes(control: &Control) -> u64 {
    let reads = ["GET ", "POST /search/"];
    let writes = control.counts().into_iter().filter(|(name, _)| !reads.iter().any(|read| name.starts_with(read)));
    writes.map(|(_, count)| count).sum()
}

/// What differs each time, made the same: runs, batches, times, counts of calls, digests, ports.
pub(crate) fn redacted(text: &str, office: &Office) -> String {
    let folder = office.path("").display().to_string();
    let text = text.replace(folder.trim_end_matches('/'), "HOME");
    let mut out = String::new();
    for line in text.lines() {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for place in 0..words.len() {
            let word = words[place].trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
            let next = words.get(place + 1).map(|word| word.trim_end_matches(',').to_owned());
            let instead = match word.as_str() {
                word if word.starts_with("B-20") => "B-BATCH",
                _ if place > 0 && ["show", "resume"].contains(&words[place - 1].as_str()) => "RUN",
                word if word.len() == 12 && word.chars().all(|letter| letter.is_ascii_hexdigit()) => "DIGEST",
                number
                    if is_number(number) && next.as_deref().is_some_and(|unit| ["s", "ms", "min"].contains(&unit)) =>
                {
                    words[place + 1] = words[place + 1].replace(next.as_deref().unwrap_or_default(), "TIME");
                    "N"
                }
                number if is_number(number) && next.as_deref() == Some("calls") => "N",
                number if is_number(number) && line.contains(" a hire)") && next.as_deref() == Some("a") => "N",
                _ => continue,
            };
            words[place] = words[place].replace(&word, instead);
        }
        out.push_str(words.join(" ").trim_end());
        out.push('\n');
    }
    out
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
}
