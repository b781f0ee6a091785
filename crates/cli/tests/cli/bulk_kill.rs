//! A batch killed with -9 at random moments, and started again each time with the same command; the same with a directory
//! that loses replies and is now and then busy.

use std::time::{Duration, Instant};

use dayone_simulator::{Fault, Then, When};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::hires::{everybody_is_there, everybody_was_told_once, nobody_came_in_early, office, people};
use crate::house::Running;
use crate::office::Office;

const KILLS: usize = 10;

/// `DAYONE_HIRES=1000` for the whole; each is put into five groups.
fn hires(otherwise: usize) -> usize {
    std::env::var("DAYONE_HIRES").ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// `DAYONE_SEED` repeats a test.
fn seed() -> u64 {
    let given = std::env::var("DAYONE_SEED").ok().and_then(|text| text.parse().ok());
    given.unwrap_or_else(|| dayone_engine::Randomness::system().rng().random_range(0..1_000_000))
}

/// Kills the batch where it has asked for a random number of accounts and calls more, then lets it go to its end.
#[expect(clippy::print_stdout, reason = "seed and times are worth telling")]
async fn killed_ten_times(office: &Office, count: usize, seed: u64) {
    println!("{count} hires, DAYONE_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    office.write("people.csv", people(count));
    let expect = count.to_string();
    let arguments = ["bulk", "people.csv", "--yes", "--quiet", "--expect", &expect];
    let began = Instant::now();
    let mut killed = 0;
    let calls = || office.control().counts().values().sum::<u64>();
    let share = u64::try_from(count * 7 / (KILLS + 1)).expect("few");
    for _ in 0..KILLS {
        let until = calls() + random.random_range(1..=share * 3 / 2);
        let running = Running::start(office.command(&arguments));
        let deadline = Instant::now() + Duration::from_secs(60);
        while calls() < until && !running.has_ended() && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let done = tokio::task::block_in_place(|| running.kill());
        killed += usize::from(done.code.is_none());
    }
    let kills_took = began.elapsed();
    // The runs that the last one had in hand are its own for 5 s.
    tokio::time::sleep(Duration::from_secs(6)).await;
    office.bulk_to_its_end(&["--quiet", "--expect", &expect]);
    println!(
        "{killed} kills in {:.1} s, the end after {:.1} s",
        kills_took.as_secs_f64(),
        began.elapsed().as_secs_f64()
    );
    assert!(killed >= KILLS / 2, "{killed} kills");

    everybody_is_there(&office.control(), count);
    nobody_came_in_early(&office.control());
    let audit = tokio::task::block_in_place(|| office.run(&["audit", "verify"])).ends_with(0);
    assert!(audit.stdout.contains("sound"), "{}", audit.stdout);
    everybody_was_told_once(office, count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_killed_ten_times_brings_everybody_on_board_once() {
    let office = office().await;
    killed_ten_times(&office, hires(120), seed()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_killed_ten_times_on_a_bad_line_brings_everybody_on_board_once() {
    let office = office().await;
    let seed = seed();
    let lost = Fault { when: When::Probability { p: 0.05, seed }, ..Fault::every("*", Then::AppliedButReplyLost) };
    let busy = Fault { when: When::Probability { p: 0.05, seed: seed + 1 }, ..Fault::every("*", Then::status(503)) };
    office.control().add_fault(lost);
    office.control().add_fault(busy);
    // A create whose outcome is not known is looked for during ten seconds.
    killed_ten_times(&office, hires(50), seed).await;
}
