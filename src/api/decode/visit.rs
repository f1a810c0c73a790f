//! Walking through a row's JSON once, without a tree in between. Uses `lenient` and `draft`.
//!
//! Only the documented objects are entered, so nesting depth is bounded by the table of members; everything else is
//! skipped without recursion.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::draft::{DigitsLost, Draft};
use super::member::{Field, Member, Scope};
use crate::api::lenient::{Odd, Reading, skip_list, skip_object, visit_scalars};

/// How careful a row is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// Straight through. A half surrogate or a number beyond every type fails the whole row.
    Fast,
    /// Each value alone, so that none can fail another; for rows that could not be read fast.
    Slow,
}

/// Reads a row's text into a draft.
pub(super) fn read_row<'a>(json: &'a str, care: Care, draft: &mut Draft<'a>) -> Result<(), serde_json::Error> {
    ObjectSeed { draft, scope: Scope::Row, care }.deserialize(&mut serde_json::Deserializer::from_str(json))
}

fn digits_lost<E: Error>(_: DigitsLost) -> E {
    E::custom("a text field holds a number with digits beyond a float")
}

/// A seed that can also take a value that is neither a list nor an object.
trait Seed<'a>: DeserializeSeed<'a, Value = ()> {
    fn scalar<E: Error>(self, reading: Reading<'a>) -> Result<(), E>;
}

/// Hands a value's own text to a seed. Scalars go through [`Reading::of_json`], which never fails.
fn from_json<'a, S: Seed<'a>, E: Error>(json: &'a str, seed: S) -> Result<(), E> {
    if json.starts_with(['[', '{']) {
        seed.deserialize(&mut serde_json::Deserializer::from_str(json)).map_err(E::custom)
    } else {
        seed.scalar(Reading::of_json(json))
    }
}

/// Hands the next value of an object to a seed; with care, from its text alone.
fn next_value<'a, A: MapAccess<'a>, S: Seed<'a>>(object: &mut A, care: Care, seed: S) -> Result<(), A::Error> {
    match care {
        Care::Fast => object.next_value_seed(seed),
        Care::Slow => from_json(object.next_value::<&'a RawValue>()?.get(), seed),
    }
}

struct KeySeed(Scope);

impl<'a> DeserializeSeed<'a> for KeySeed {
    type Value = Member;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Member, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Member;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Member, E> {
        Ok(self.0.member(key))
    }
}

struct ObjectSeed<'d, 'a> {
    draft: &'d mut Draft<'a>,
    scope: Scope,
    care: Care,
}

impl<'a> DeserializeSeed<'a> for ObjectSeed<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Seed<'a> for ObjectSeed<'_, 'a> {
    fn scalar<E: Error>(self, reading: Reading<'a>) -> Result<(), E> {
        if reading != Reading::Null {
            self.draft.issue(self.scope.path(), Odd { found: reading.shown(), expected: "an object" });
        }
        Ok(())
    }
}

impl<'a> ObjectSeed<'_, 'a> {
    fn member<A: MapAccess<'a>>(&mut self, member: Member, object: &mut A) -> Result<(), A::Error> {
        let care = self.care;
        match member {
            Member::Unknown => object.next_value::<IgnoredAny>().map(|_| ()),
            Member::One(field) => match care {
                Care::Fast if self.draft.comes_again(field) => Err(A::Error::custom("a key comes twice")),
                Care::Fast => self.draft.set(field, object.next_value()?).map_err(digits_lost),
                Care::Slow => {
                    let json = object.next_value::<&'a RawValue>()?.get();
                    self.draft.set_written(field, json).map_err(digits_lost)
                }
            },
            Member::Many(field) => next_value(object, care, TextsSeed { draft: self.draft, field, care }),
            Member::Object(scope) => next_value(object, care, ObjectSeed { draft: self.draft, scope, care }),
            Member::SmsRules => next_value(object, care, RulesSeed { draft: self.draft, care }),
        }
    }
}

impl<'a> Visitor<'a> for ObjectSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    visit_scalars!('a);

    fn visit_seq<A: SeqAccess<'a>>(self, list: A) -> Result<(), A::Error> {
        let entries = skip_list(list)?;
        self.scalar(Reading::List(entries))
    }

    fn visit_map<A: MapAccess<'a>>(mut self, mut object: A) -> Result<(), A::Error> {
        self.draft.enter(self.scope);
        while let Some(member) = object.next_key_seed(KeySeed(self.scope))? {
            self.member(member, &mut object)?;
        }
        Ok(())
    }
}

/// `smsFuncFlag`: a list of objects, in which the vendor's own example has a `null`.
struct RulesSeed<'d, 'a> {
    draft: &'d mut Draft<'a>,
    care: Care,
}

impl<'a> DeserializeSeed<'a> for RulesSeed<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Seed<'a> for RulesSeed<'_, 'a> {
    fn scalar<E: Error>(self, reading: Reading<'a>) -> Result<(), E> {
        self.draft.enter_rules(false);
        if reading != Reading::Null {
            self.draft.issue(Scope::SmsRule.path(), Odd { found: reading.shown(), expected: "a list of rules" });
        }
        Ok(())
    }
}

impl<'a> Visitor<'a> for RulesSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of rules")
    }

    visit_scalars!('a);

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { draft, care } = self;
        draft.enter_rules(true);
        loop {
            let seed = ObjectSeed { draft: &mut *draft, scope: Scope::SmsRule, care };
            let read = match care {
                Care::Fast => list.next_element_seed(seed)?,
                Care::Slow => match list.next_element::<&'a RawValue>()? {
                    Some(json) => Some(from_json(json.get(), seed)?),
                    None => None,
                },
            };
            if read.is_none() {
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<(), A::Error> {
        skip_object(object)?;
        self.scalar(Reading::Object)
    }
}

/// A list of texts; one text alone counts as a list of one.
struct TextsSeed<'d, 'a> {
    draft: &'d mut Draft<'a>,
    field: Field,
    care: Care,
}

impl<'a> DeserializeSeed<'a> for TextsSeed<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Seed<'a> for TextsSeed<'_, 'a> {
    fn scalar<E: Error>(self, reading: Reading<'a>) -> Result<(), E> {
        self.draft.push(self.field, reading).map_err(digits_lost)
    }
}

impl<'a> Visitor<'a> for TextsSeed<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    visit_scalars!('a);

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let next = match self.care {
                Care::Fast => list.next_element()?,
                Care::Slow => list.next_element::<&'a RawValue>()?.map(|json| Reading::of_json(json.get())),
            };
            match next {
                Some(reading) => self.draft.push(self.field, reading).map_err(digits_lost)?,
                None => return Ok(()),
            }
        }
    }

    fn visit_map<A: MapAccess<'a>>(self, object: A) -> Result<(), A::Error> {
        skip_object(object)?;
        self.scalar(Reading::Object)
    }
}
