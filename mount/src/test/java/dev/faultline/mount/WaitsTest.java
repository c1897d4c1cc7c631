package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WaitsTest {
  private static final int THREAD = 1;

  private static CompletableFuture<Waits.End> hang(Waits waits, long request) {
    CompletableFuture<Waits.End> end = new CompletableFuture<>();
    Thread.ofPlatform().daemon().start(() -> end.complete(waits.await(request, THREAD, -1)));
    return end;
  }

  private static void untilWaiting(Waits waits, int many) {
    while (waits.waiting() < many) {
      Thread.onSpinWait();
    }
  }

  @Test
  void who_gave_up_before_the_wait_began_does_not_wait() {
    Waits waits = new Waits(waiting -> true, thread -> true);
    waits.interrupted(7);
    assertThat(waits.await(7, THREAD, -1)).isEqualTo(Waits.End.GIVEN_UP);
  }

  @Test
  void who_gives_up_while_waiting_waits_no_longer() {
    Waits waits = new Waits(waiting -> true, thread -> true);
    CompletableFuture<Waits.End> end = hang(waits, 7);
    untilWaiting(waits, 1);
    waits.interrupted(8);
    assertThat(end).isNotDone();
    waits.interrupted(7);
    assertThat(end.join()).isEqualTo(Waits.End.GIVEN_UP);
  }

  @Test
  void who_is_not_dying_waits_on() {
    Waits waits = new Waits(waiting -> true, thread -> false);
    waits.interrupted(7);
    assertThat(waits.await(7, THREAD, 1_000)).isEqualTo(Waits.End.OVER);
    CompletableFuture<Waits.End> end = hang(waits, 8);
    untilWaiting(waits, 1);
    waits.interrupted(8);
    waits.releaseAll();
    assertThat(end.join()).isEqualTo(Waits.End.RELEASED);
  }

  @Test
  void those_that_are_released_end_and_those_that_come_later_wait() {
    Waits waits = new Waits(waiting -> true, thread -> true);
    CompletableFuture<Waits.End> before = hang(waits, 1);
    untilWaiting(waits, 1);
    waits.releaseAll();
    assertThat(before.join()).isEqualTo(Waits.End.RELEASED);
    CompletableFuture<Waits.End> after = hang(waits, 2);
    untilWaiting(waits, 1);
    assertThat(after).isNotDone();
    waits.close();
    assertThat(after.join()).isEqualTo(Waits.End.OVER);
  }

  @Test
  void nothing_hangs_after_the_end() {
    Waits waits = new Waits(waiting -> true, thread -> true);
    waits.close();
    assertThat(waits.await(1, THREAD, -1)).isEqualTo(Waits.End.OVER);
  }

  @Test
  void nobody_waits_who_would_hold_up_all_others() {
    Waits waits = new Waits(waiting -> waiting < 2, thread -> true);
    CompletableFuture<Waits.End> first = hang(waits, 1);
    untilWaiting(waits, 1);
    assertThat(waits.await(2, THREAD, -1)).isEqualTo(Waits.End.OVER);
    assertThat(waits.notHeld()).isEqualTo(1);
    assertThat(first).isNotDone();
    waits.close();
    first.join();
  }
}
