//! Object ids: 24 hexadecimal digits, deterministic from a seed and rising, as MongoDB's do.

use std::collections::VecDeque;

/// The first eight digits of the first id.
const FIRST: u64 = 0x6700_0000;
/// As many ids follow it.
const MOST: u64 = 0x0fff_ffff;

/// Hands out object ids.
#[derive(Clone, Debug)]
pub(crate) struct IdSource {
    seed: u64,
    counter: u64,
    events: u64,
    promised_users: VecDeque<String>,
}

impl IdSource {
    pub(crate) fn new(seed: u64) -> IdSource {
        IdSource { seed, counter: 0, events: 0, promised_users: VecDeque::new() }
    }

    /// A fresh id, greater than all before it.
    pub(crate) fn fresh(&mut self) -> String {
        self.counter += 1;
        // The first eight digits are a time in MongoDB; here they only rise.
        format!("{:08x}{:016x}", FIRST + (self.counter & MOST), mix(self.seed.wrapping_add(self.counter)))
    }

    /// Takes note of an id that is there already: fresh ones come after it.
    pub(crate) fn beyond(&mut self, id: &str) {
        let time = id.get(..8).filter(|_| is_object_id(id)).and_then(|time| u64::from_str_radix(time, 16).ok());
        let number = time.and_then(|time| time.checked_sub(FIRST)).filter(|number| *number <= MOST);
        self.counter = self.counter.max(number.unwrap_or(0));
    }

    /// Makes the next user created get this id.
    pub(crate) fn promise_user(&mut self, id: &str) {
        self.promised_users.push_back(id.to_owned());
    }

    /// The id of the next user created.
    pub(crate) fn user(&mut self) -> String {
        self.promised_users.pop_front().unwrap_or_else(|| self.fresh())
    }

    /// A fresh id of an event; documents' ids don't depend on how many there were.
    pub(crate) fn event(&mut self) -> String {
        self.events += 1;
        format!("{:08x}{:016x}", FIRST + (self.events & MOST), mix(self.seed ^ mix(self.events)))
    }

    /// Takes note of an event that is there already.
    pub(crate) fn beyond_event(&mut self, id: &str) {
        let time = id.get(..8).and_then(|time| u64::from_str_radix(time, 16).ok());
        self.events = self.events.max(time.and_then(|time| time.checked_sub(FIRST)).unwrap_or(0));
    }

    /// A key or secret: `length` hexadecimal digits.
    pub(crate) fn secret(&mut self, length: usize) -> String {
        self.counter += 1;
        let mut text = String::new();
        let mut state = mix(self.seed ^ 0x5ec2_e700) ^ self.counter;
        while text.len() < length {
            state = mix(state.wrapping_add(1));
            text.push_str(&format!("{state:016x}"));
        }
        text.truncate(length);
        text
    }
}

/// Whether the text has the shape of an object id.
pub(crate) fn is_object_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A text as numbers of eight bytes each, to be mixed.
pub(crate) fn words_of(text: &str) -> impl Iterator<Item = u64> {
    text.as_bytes().chunks(8).map(|bytes| bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

/// SplitMix64: enough to make ids look unlike each other.
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
