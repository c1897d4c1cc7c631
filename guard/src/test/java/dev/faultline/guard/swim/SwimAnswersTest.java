package dev.faultline.guard.swim;

import static dev.faultline.guard.swim.SwimTest.MILLI;
import static dev.faultline.guard.swim.SwimTest.PLAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.swim.SwimTest.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which answers and rumours count. */
final class SwimAnswersTest {
  /** Probes of a member that gets no answer, and what it then asks others. */
  private static final class Lonely {
    private final List<SwimMessage> sent = new ArrayList<>();
    private final List<Integer> to = new ArrayList<>();
    private final Swim swim =
        new Swim(
            SwimSettings.DEFAULT,
            0,
            5,
            0,
            new SplittableRandom(1),
            0,
            (to, message) -> {
              this.to.add(to);
              sent.add(message);
            });

    private void until(Class<? extends SwimMessage> kind) {
      for (long now = 1; sent.isEmpty() || !kind.isInstance(sent.getLast()); now += 10 * MILLI) {
        this.now = now;
        swim.tick(now);
      }
    }

    private long now;
  }

  @Test
  void an_answer_counts_only_from_who_was_asked() {
    Lonely lonely = new Lonely();
    lonely.until(SwimMessage.Ping.class);
    int target = lonely.to.getLast();
    long probe = lonely.sent.getLast().probe();
    int bystander = target == 1 ? 2 : 1;
    lonely.swim.receive(bystander, new SwimMessage.Ack(probe, List.of()), lonely.now);
    lonely.until(SwimMessage.PingRequest.class);
    assertThat(lonely.swim.misused()).isOne();
    lonely.swim.receive(target, new SwimMessage.Ack(probe, List.of()), lonely.now);
    lonely.swim.tick(lonely.now + 600 * MILLI);
    assertThat(lonely.swim.state(target)).isEqualTo(MemberState.ALIVE);
  }

  @Test
  void a_refusal_that_comes_twice_counts_once() {
    Lonely lonely = new Lonely();
    lonely.until(SwimMessage.PingRequest.class);
    int asked = lonely.to.getLast();
    long probe = lonely.sent.getLast().probe();
    for (int i = 0; i < 3; i++) {
      lonely.swim.receive(asked, new SwimMessage.Nack(probe, List.of()), lonely.now);
    }
    lonely.swim.tick(lonely.now + 600 * MILLI);
    // Two of three were silent.
    assertThat(lonely.swim.health()).isEqualTo(2);
  }

  @Test
  void nonsense_is_counted_and_has_no_effect() {
    Group group = new Group(SwimSettings.DEFAULT, 3, 7);
    Swim swim = group.swims[0];
    List<Rumour> bad =
        List.of(
            new Rumour(9, MemberState.DEAD, 1, 1),
            new Rumour(1, MemberState.DEAD, -1, 1),
            new Rumour(0, MemberState.DEAD, Long.MAX_VALUE, 1));
    swim.receive(1, new SwimMessage.Ack(5, bad), 0);
    swim.receive(9, new SwimMessage.Ack(5, List.of()), 0);
    swim.receive(0, new SwimMessage.Ack(5, List.of()), 0);
    swim.receive(1, new SwimMessage.PingRequest(5, -1, List.of()), 0);
    swim.receive(1, new SwimMessage.Nack(-7, List.of()), 0);
    assertThat(swim.misused()).isEqualTo(6);
    assertThat(swim.living()).isEqualTo(2);
    assertThat(swim.incarnation(0)).isZero();
    assertThat(swim.state(-1)).isEqualTo(MemberState.DEAD);
    assertThatThrownBy(() -> PLAIN.withInterval(Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .hasMessageContaining("timeout is PT1S, expected less than interval");
    assertThatThrownBy(
            () -> new Swim(PLAIN, 3, 3, 0, new SplittableRandom(1), 0, (to, message) -> {}))
        .hasMessageContaining("self is 3");
  }
}
