use super::*;

fn limits(max_in_flight: usize, max_requests_per_second: u32, starting_rate: u32) -> PacerLimits {
    PacerLimits { max_in_flight, max_requests_per_second, starting_rate }
}

/// Makes `calls` healthy calls one after the other and says how long that took.
async fn run(pacer: &Pacer, calls: u32) -> Duration {
    let start = Instant::now();
    for _ in 0..calls {
        pacer.enter().await.delivered();
    }
    start.elapsed()
}

#[tokio::test(start_paused = true)]
async fn a_single_hire_is_not_slowed() {
    assert_eq!(run(&Pacer::default(), 20).await, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn no_second_holds_more_than_the_maximum() {
    let pacer = Pacer::default();
    let mut begun = Vec::new();
    for _ in 0..200 {
        let pass = pacer.enter().await;
        begun.push(Instant::now());
        pass.delivered();
    }
    assert!(begun.windows(21).all(|calls| calls[20] - calls[0] >= Duration::from_secs(1)));
}

#[tokio::test(start_paused = true)]
async fn the_rate_doubles_each_healthy_second_up_to_the_maximum() {
    let pacer = Pacer::new(limits(8, 100, 10));
    for (seconds, expected) in [(0, 10.0), (1, 20.0), (2, 40.0), (3, 80.0), (4, 100.0), (5, 100.0)] {
        pacer.enter().await.delivered();
        assert!((pacer.calls_per_second() - expected).abs() < 1e-9, "after {seconds} s: {}", pacer.calls_per_second());
        sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_rate_is_095_of_what_was_delivered() {
    let pacer = Pacer::new(limits(8, 100, 10));
    run(&pacer, 40).await;
    pacer.enter().await.limited();
    assert!((pacer.calls_per_second() - 38.0).abs() < 1e-9, "{}", pacer.calls_per_second());
    let took = run(&pacer, 38).await;
    assert!(took >= Duration::from_millis(999), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn calls_begun_before_a_reduction_reduce_no_further() {
    let pacer = Pacer::new(limits(8, 100, 10));
    run(&pacer, 40).await;
    let (first, second) = (pacer.enter().await, pacer.enter().await);
    first.limited();
    sleep(Duration::from_secs(1)).await;
    second.limited();
    assert!((pacer.calls_per_second() - 38.0).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_rate_probes_two_percent_up_every_ten_seconds() {
    let pacer = Pacer::new(limits(8, 100, 10));
    run(&pacer, 40).await;
    pacer.enter().await.limited();
    sleep(Duration::from_secs(10)).await;
    drop(pacer.enter().await);
    assert!((pacer.calls_per_second() - 38.0 * 1.02).abs() < 1e-9);
    sleep(Duration::from_secs(20)).await;
    drop(pacer.enter().await);
    assert!((pacer.calls_per_second() - 38.0 * 1.02_f64.powi(3)).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn a_429_after_a_raise_takes_back_the_raise_and_holds_for_a_minute() {
    let pacer = Pacer::new(limits(8, 100, 10));
    run(&pacer, 40).await;
    pacer.enter().await.limited();
    sleep(Duration::from_secs(10)).await;
    let raised = pacer.enter().await;
    assert!((pacer.calls_per_second() - 38.0 * 1.02).abs() < 1e-9);
    raised.limited();
    assert!((pacer.calls_per_second() - 38.0).abs() < 1e-9);
    sleep(Duration::from_secs(59)).await;
    drop(pacer.enter().await);
    assert!((pacer.calls_per_second() - 38.0).abs() < 1e-9, "not within the minute");
    sleep(Duration::from_secs(1)).await;
    drop(pacer.enter().await);
    assert!((pacer.calls_per_second() - 38.0 * 1.02).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_has_sunk_is_found_all_the_same() {
    let pacer = Pacer::new(limits(8, 100, 10));
    run(&pacer, 40).await;
    pacer.enter().await.limited();
    sleep(Duration::from_secs(10)).await;
    pacer.enter().await.limited();
    sleep(Duration::from_secs(2)).await;
    run(&pacer, 10).await;
    sleep(Duration::from_millis(900)).await;
    pacer.enter().await.limited();
    assert!(pacer.calls_per_second() < 20.0, "{}", pacer.calls_per_second());
}

#[tokio::test(start_paused = true)]
async fn retry_after_holds_everybody_back() {
    let pacer = Pacer::default();
    pacer.enter().await.rest(Duration::from_secs(30));
    let (one, two) = tokio::join!(pacer.enter(), pacer.enter());
    assert!(one.waited >= Duration::from_secs(30) && two.waited >= Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_rest_asked_for_while_others_wait_holds_them_too() {
    let pacer = Pacer::new(limits(8, 1, 1));
    let first = pacer.enter().await;
    let waiting = tokio::spawn({
        let pacer = pacer.clone();
        async move { pacer.enter().await.waited }
    });
    sleep(Duration::from_millis(500)).await;
    first.rest(Duration::from_secs(60));
    assert!(waiting.await.unwrap() >= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn no_more_calls_are_under_way_than_allowed() {
    let pacer = Pacer::new(limits(2, 100, 100));
    let (first, _second) = (pacer.enter().await, pacer.enter().await);
    let third = tokio::time::timeout(Duration::from_secs(5), pacer.enter()).await;
    assert!(third.is_err());
    drop(first);
    assert_eq!(pacer.enter().await.waited, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_leaves_its_place() {
    let pacer = Pacer::new(limits(1, 1, 1));
    drop(pacer.enter().await);
    let given_up = tokio::time::timeout(Duration::from_millis(10), pacer.enter()).await;
    assert!(given_up.is_err());
    assert!(pacer.enter().await.waited <= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_429_amid_few_calls_does_not_stall_the_tenant() {
    let pacer = Pacer::default();
    pacer.enter().await.limited();
    assert!((pacer.calls_per_second() - 5.0).abs() < 1e-9);
}

#[tokio::test(start_paused = true)]
async fn a_429_right_after_a_rest_lowers_the_rate_only_a_little() {
    let pacer = Pacer::new(limits(8, 100, 10));
    run(&pacer, 40).await;
    let pass = pacer.enter().await;
    pass.limited();
    pass.rest(Duration::from_secs(2));
    drop(pass);
    pacer.enter().await.limited();
    assert!((pacer.calls_per_second() - 38.0 * 0.95).abs() < 1e-9, "{}", pacer.calls_per_second());
}

/// A directory that allows 50 calls in each second of its clock and asks for the rest of the second beyond.
#[tokio::test(start_paused = true)]
async fn the_pacer_settles_below_a_hidden_limit() {
    let pacer = Pacer::new(limits(8, 1_000, 10));
    let start = Instant::now();
    let (mut second, mut used, mut refused_late, mut delivered_late) = (0, 0, 0, 0);
    while start.elapsed() < Duration::from_secs(60) {
        let pass = pacer.enter().await;
        let now = start.elapsed().as_secs();
        if now != second {
            (second, used) = (now, 0);
        }
        used += 1;
        let late = now >= 20;
        if used > 50 {
            refused_late += u32::from(late);
            pass.limited();
            pass.rest(Duration::from_secs(1));
        } else {
            delivered_late += u32::from(late);
            pass.delivered();
        }
    }
    assert!(delivered_late >= 40 * 42, "{delivered_late}");
    assert!(refused_late <= 5, "{refused_late}");
}
