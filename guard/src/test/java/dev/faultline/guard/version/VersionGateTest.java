package dev.faultline.guard.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.version.Reception.Accepted;
import dev.faultline.guard.version.Reception.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class VersionGateTest {
  private final List<View.Saved<String>> kept = new ArrayList<>();

  /** Letters; what was added at the same time is there together. */
  private View<String> view(String name) {
    return new View<>(
        name,
        String.class,
        new View.Saved<>(VersionVector.EMPTY, ""),
        VersionGateTest::union,
        kept::add);
  }

  private static String union(String first, String second) {
    TreeSet<String> letters = new TreeSet<>(List.of((first + second).split("")));
    return String.join("", letters);
  }

  @Test
  void what_both_know_passes() {
    VersionGate a = new VersionGate(List.of(view("schema")));
    VersionGate b = new VersionGate(List.of(view("schema")));
    assertThat(b.receive(a.stamp("hello"))).isEqualTo(new Accepted<>("hello"));
    assertThat(b.refused()).isZero();
  }

  @Test
  void a_sender_that_is_behind_learns_from_the_refusal() {
    View<String> mine = view("schema");
    View<String> theirs = view("schema");
    VersionGate sender = new VersionGate(List.of(mine));
    VersionGate receiver = new VersionGate(List.of(theirs));
    theirs.change("b", "x");
    Refusal refusal = refusal(receiver.receive(sender.stamp("hello")));
    assertThat(refusal).hasToString("refused: schema is {b=1} here, but {} in the message");
    assertThat(sender.refused(refusal)).isEmpty();
    assertThat(mine.content()).isEqualTo("x");
    assertThat(receiver.receive(sender.stamp("hello"))).isEqualTo(new Accepted<>("hello"));
    assertThat(kept).containsExactly(theirs.saved(), mine.saved());
  }

  @Test
  void a_receiver_that_is_behind_gets_a_lesson_and_only_then_the_content() {
    View<String> mine = view("schema");
    View<String> theirs = view("schema");
    VersionGate sender = new VersionGate(List.of(mine));
    VersionGate receiver = new VersionGate(List.of(theirs));
    mine.change("a", "x");
    Refusal refusal = refusal(receiver.receive(sender.stamp("hello")));
    assertThat(refusal.content()).isNull();
    receiver.learn(sender.refused(refusal).orElseThrow());
    assertThat(receiver.receive(sender.stamp("hello"))).isEqualTo(new Accepted<>("hello"));
    assertThat(theirs.content()).isEqualTo("x");
    assertThat(sender.taught()).isEqualTo(1);
    assertThat(receiver.refused()).isEqualTo(1);
  }

  @Test
  void what_was_changed_at_the_same_time_is_merged_at_both() {
    View<String> mine = view("schema");
    View<String> theirs = view("schema");
    VersionGate sender = new VersionGate(List.of(mine));
    VersionGate receiver = new VersionGate(List.of(theirs));
    mine.change("a", "x");
    theirs.change("b", "y");
    Refusal refusal = refusal(receiver.receive(sender.stamp("hello")));
    Lesson lesson = sender.refused(refusal).orElseThrow();
    receiver.learn(lesson);
    assertThat(mine.saved()).isEqualTo(theirs.saved());
    assertThat(mine.content()).isEqualTo("xy");
    // An old refusal that the network repeats changes nothing.
    View.Saved<String> before = mine.saved();
    sender.refused(refusal);
    receiver.learn(lesson);
    assertThat(mine.saved()).isEqualTo(before);
    assertThat(theirs.saved()).isEqualTo(before);
  }

  @Test
  void nodes_with_other_views_never_understand_each_other_and_are_counted() {
    VersionGate a = new VersionGate(List.of(view("schema")));
    VersionGate b = new VersionGate(List.of(view("schema"), view("zone")));
    Refusal atB = refusal(b.receive(a.stamp("hello")));
    assertThat(atB.view()).isEqualTo("zone");
    assertThat(a.refused(atB)).isEmpty();
    Refusal atA = refusal(a.receive(b.stamp("hello")));
    assertThat(atA.view()).isEqualTo("zone");
    assertThat(a.malformed()).isEqualTo(2);
  }

  @Test
  void a_content_of_another_type_is_counted_and_has_no_effect() {
    View<String> view = view("schema");
    VersionGate gate = new VersionGate(List.of(view));
    gate.learn(new Lesson("schema", VersionVector.of("x", 1), 17));
    assertThat(gate.malformed()).isEqualTo(1);
    assertThat(view.version()).isEqualTo(VersionVector.EMPTY);
  }

  @Test
  void a_change_that_merging_would_undo_is_refused() {
    View<String> view = view("schema");
    view.change("a", "xy");
    assertThatThrownBy(() -> view.change("a", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "schema would be x, which merged with what it replaces is xy; expected it to stay what"
                + " it is: mark removed parts instead of removing them");
    assertThat(view.saved()).isEqualTo(new View.Saved<>(VersionVector.of("a", 1), "xy"));
  }

  @Test
  void a_gate_without_views_or_with_one_twice_is_refused() {
    assertThatThrownBy(() -> new VersionGate(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no view, expected at least one");
    assertThatThrownBy(() -> new VersionGate(List.of(view("ring"), view("ring"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two views are called ring, expected a name for each");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void messages_lost_repeated_and_overtaken_never_pass_between_different_views(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      List<View<String>> views = List.of(view("ring"), view("ring"), view("ring"));
      List<VersionGate> gates = views.stream().map(view -> new VersionGate(List.of(view))).toList();
      List<Runnable> network = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        if (i < 50 && random.nextInt(5) == 0) {
          int who = random.nextInt(3);
          String letter = String.valueOf((char) ('a' + random.nextInt(26)));
          views.get(who).change("node-" + who, union(views.get(who).content(), letter));
        }
        say(random.nextInt(3), random.nextInt(3), views, gates, network);
        while (!network.isEmpty() && random.nextBoolean()) {
          int which = random.nextInt(network.size());
          Runnable message = network.get(which);
          if (random.nextInt(4) != 0) {
            network.remove(which);
          }
          if (random.nextInt(4) != 0) {
            message.run();
          }
        }
      }
      network.clear();
      for (int i = 0; i < 12; i++) {
        say(i % 3, (i + 1 + i / 6) % 3, views, gates, network);
        for (int n = 0; n < network.size(); n++) {
          network.get(n).run();
        }
        network.clear();
      }
      assertThat(views)
          .allSatisfy(view -> assertThat(view.saved()).isEqualTo(views.getFirst().saved()));
    }
  }

  /** A message carries the content under which it was written. */
  private static void say(
      int from, int to, List<View<String>> views, List<VersionGate> gates, List<Runnable> network) {
    Stamped<String> message = gates.get(from).stamp(views.get(from).content());
    network.add(() -> {
      switch (gates.get(to).receive(message)) {
        case Accepted(var content) -> assertThat(content).isEqualTo(views.get(to).content());
        case Refused(var refusal) ->
            network.add(() ->
                gates
                    .get(from)
                    .refused(refusal)
                    .ifPresent(lesson -> network.add(() -> gates.get(to).learn(lesson))));
      }
    });
  }

  private static Refusal refusal(Reception<?> reception) {
    return ((Refused<?>) reception).refusal();
  }
}
