//! What was worked out once and may be used again, in memory and bounded: whoever keeps something says how much it weighs, and knows by
//! itself whether it still holds. The least used goes first.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most that is kept, in bytes as they are told.
const ROOM: usize = 768 << 20;

/// Things kept by name.
#[derive(Default)]
pub struct Kept {
    held: Mutex<Held>,
    /// Who works something out right now; others wait instead of doing the same.
    busy: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Default)]
struct Held {
    things: HashMap<String, Thing>,
    weight: usize,
    turn: u64,
}

struct Thing {
    value: Arc<dyn Any + Send + Sync>,
    weight: usize,
    used: u64,
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("weight", &self.held().weight).finish_non_exhaustive()
    }
}

impl Kept {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept under a name.
    pub fn get<T: Any + Send + Sync>(&self, name: &str) -> Option<Arc<T>> {
        let mut held = self.held();
        held.turn += 1;
        let turn = held.turn;
        let thing = held.things.get_mut(name)?;
        thing.used = turn;
        Arc::clone(&thing.value).downcast().ok()
    }

    /// Keeps something under a name, in place of what was kept there; what was not used for the longest time makes room.
    pub fn put<T: Any + Send + Sync>(&self, name: String, value: Arc<T>, weight: usize) {
        let mut held = self.held();
        held.turn += 1;
        let thing = Thing { value, weight, used: held.turn };
        held.weight += weight;
        if let Some(before) = held.things.insert(name, thing) {
            held.weight = held.weight.saturating_sub(before.weight);
        }
        while held.weight > ROOM {
            let oldest = held.things.iter().min_by_key(|(_, thing)| thing.used).map(|(name, _)| name.clone());
            let Some(gone) = oldest.and_then(|name| held.things.remove(&name)) else { break };
            held.weight = held.weight.saturating_sub(gone.weight);
        }
    }

    /// The right to work something out; whoever asks while another has it waits.
    pub fn turn(&self, name: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(busy.entry(name.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]
    use super::{Kept, ROOM};
    use std::sync::Arc;

    #[test]
    fn the_least_used_makes_room() {
        let kept = Kept::default();
        for name in ["a", "b", "c"] {
            kept.put(name.to_owned(), Arc::new(name.to_owned()), ROOM / 3);
        }
        assert_eq!(kept.get::<String>("a").unwrap().as_str(), "a");
        kept.put("d".to_owned(), Arc::new("d".to_owned()), ROOM / 3);
        assert!(kept.get::<String>("b").is_none() && kept.get::<String>("a").is_some() && kept.get::<String>("d").is_some());
        assert!(kept.get::<u32>("a").is_none(), "another kind of thing");
        kept.put("e".to_owned(), Arc::new(0), 2 * ROOM);
        assert!(kept.get::<i32>("e").is_none(), "too heavy for the room");
    }

    #[test]
    fn keeping_again_replaces() {
        let kept = Kept::default();
        for value in 0..10 {
            kept.put("a".to_owned(), Arc::new(value), ROOM / 2);
        }
        assert_eq!(*kept.get::<i32>("a").unwrap(), 9);
    }
}
