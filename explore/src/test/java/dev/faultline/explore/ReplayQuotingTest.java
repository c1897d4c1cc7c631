package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Issue 11, item 4: replay files quote what they would misread. */
final class ReplayQuotingTest {
  private static final String ODD = " \"=>|,#\\\n\r\tx0a";

  private static ReplayFile file(List<String> nodes, String text) {
    String first = nodes.getFirst();
    String last = nodes.getLast();
    Tape tape = new Tape(List.of(), List.of(Decision.LATENCY));
    tape.add(new Departure.Struck(Decision.LOSS, Subjects.link(first, last), 45));
    tape.add(new Departure.Struck(Decision.LOSS, Subjects.link(last, first), 46));
    tape.add(new Departure.Chosen(Decision.SCHEDULE, Subjects.node(first), 4, 2));
    tape.add(new Departure.Chosen(Decision.RANDOM, 0x1fL, 4, -2));
    tape.add(new Departure.Faulted(3, new Fault.Crash("0x1f", Fault.FOREVER)));
    TreeMap<String, String> settings = new TreeMap<>();
    settings.put("setting " + text, text);
    return new ReplayFile(
        "0.1.0",
        "target" + text,
        settings,
        17,
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        "some model",
        new FaultRates(0.01, 0.005, 0, Duration.ofMillis(500)),
        text,
        1,
        nodes,
        tape);
  }

  private static void readsBack(ReplayFile file) {
    ReplayFile back = ReplayText.parse(ReplayText.of(file));

    assertThat(back.tape().departures()).isEqualTo(file.tape().departures());
    assertThat(back.nodes()).isEqualTo(file.nodes());
    assertThat(back.settings()).isEqualTo(file.settings());
    assertThat(back.property()).isEqualTo(file.property());
    assertThat(back.target()).isEqualTo(file.target());
  }

  @Test
  void a_node_called_like_a_number_is_not_taken_for_one() {
    readsBack(file(List.of("0x1f", "b"), "x"));
    assertThat(ReplayText.of(file(List.of("0x1f", "b"), "x"))).contains("loss \"0x1f\">b #45");
  }

  @Test
  void plain_text_is_written_as_it_is() {
    assertThat(ReplayText.of(file(List.of("a", "b"), "one leader > 0 = \"fine\"")))
        .contains("\nproperty one leader > 0 = \"fine\"\n", "\nnodes a b\n", "\nloss a>b #45\n");
  }

  @Test
  void any_text_reads_back_equal() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      readsBack(file(List.of("n" + odd(random), "m" + odd(random)), odd(random)));
    }
  }

  private static String odd(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(ODD.charAt(random.nextInt(ODD.length())));
    }
    return text.toString();
  }
}
