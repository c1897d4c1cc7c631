package dev.faultline.guard.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.group.RegisterEnding.Late;
import dev.faultline.guard.group.RegisterEnding.Overtaken;
import dev.faultline.guard.group.RegisterEnding.Read;
import dev.faultline.guard.group.RegisterEnding.Reconfigured;
import dev.faultline.guard.group.RegisterEnding.Written;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Query;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RegisterGroupTest {
  private final Wires wires = new Wires(List.of("a", "b", "c"), 1);
  private final QuorumRegister<String> a = wires.start("a");
  private final QuorumRegister<String> b = wires.start("b");
  private final QuorumRegister<String> c = wires.start("c");

  private @Nullable RegisterEnding<String> ending(String of, long operation) {
    return wires.endings.get(of + operation);
  }

  @Test
  void a_write_and_a_read_need_two_of_three() {
    long write = a.write("x", Wires.PATIENCE, 0);
    assertThat(ending("a", write)).isNull();
    wires.among("a", "b");
    assertThat(ending("a", write)).isEqualTo(new Written<>());
    assertThat(wires.keptBy("b")).isEqualTo("x");

    long read = c.read(Wires.PATIENCE, 0);
    wires.among("b", "c");
    assertThat(ending("c", read)).isEqualTo(new Read<>("x"));
  }

  @Test
  void what_is_read_is_held_by_a_quorum_before_it_is_returned() {
    a.write("x", Wires.PATIENCE, 0);
    // The answers to its question arrive, and of what it tells the others nothing yet.
    wires.sent.stream()
        .filter(each -> each.message() instanceof Query)
        .toList()
        .forEach(each -> {
          wires.sent.remove(each);
          wires.deliver(each);
        });
    wires.sent.stream()
        .filter(each -> each.message() instanceof Held)
        .toList()
        .forEach(each -> {
          wires.sent.remove(each);
          wires.deliver(each);
        });
    assertThat(wires.keptBy("a")).isEqualTo("x");
    assertThat(wires.kept).doesNotContainKeys("b", "c");
    wires.sent.clear();

    long read = b.read(Wires.PATIENCE, 0);
    wires.among("a", "b");
    assertThat(ending("b", read)).isEqualTo(new Read<>("x"));
    assertThat(wires.keptBy("b")).isEqualTo("x");
  }

  @Test
  void a_read_of_what_all_hold_takes_one_round() {
    a.write("x", Wires.PATIENCE, 0);
    wires.among("a", "b", "c");
    b.read(Wires.PATIENCE, 0);
    assertThat(wires.sent).hasSize(2);
    wires.among("a", "b", "c");
    assertThat(wires.sent).isEmpty();
    assertThat(wires.endings).hasSize(2);
  }

  @Test
  void who_does_not_answer_is_asked_again_until_the_operation_is_late() {
    long read = a.read(Duration.ofMillis(25), 0);
    assertThat(wires.sent).hasSize(2);
    assertThat(a.wakeAt()).hasValue(Wires.RETRY.toNanos());
    a.tick(Wires.RETRY.toNanos() - 1);
    assertThat(wires.sent).hasSize(2);
    a.tick(Wires.RETRY.toNanos());
    assertThat(wires.sent).hasSize(4);
    a.tick(Duration.ofMillis(25).toNanos());
    assertThat(ending("a", read)).isEqualTo(new Late<>());
    assertThat(a.wakeAt()).isEmpty();
  }

  @Test
  void answers_to_an_earlier_incarnation_or_from_strangers_do_not_count() {
    a.read(Wires.PATIENCE, 0);
    QuorumRegister<String> again = wires.start("a");
    long read = again.read(Wires.PATIENCE, 0);
    wires.sent.removeIf(each -> each.message().phase() >>> 32 == 2);
    wires.among("a", "b", "c");
    assertThat(again.ignored()).isEqualTo(2);
    long phase = again.read(Wires.PATIENCE, 0) + 1;
    again.receive("z", new Held<>(phase, again.configurations(), Tag.ZERO, "z"), 0);
    assertThat(again.ignored()).isEqualTo(3);
    assertThat(ending("a", read)).isNull();
  }

  @Test
  void members_change_and_what_was_written_goes_with_them() {
    a.write("x", Wires.PATIENCE, 0);
    wires.among("a", "b");
    wires.sent.clear();
    QuorumRegister<String> d = wires.start("d");
    wires.start("e");
    long change = a.reconfigure(List.of("c", "d", "e"), Wires.PATIENCE, 0);
    wires.among("a", "b", "c", "d", "e");
    assertThat(ending("a", change))
        .isEqualTo(new Reconfigured<>(new Configuration(1, List.of("c", "d", "e"))));
    wires.registers.remove("a");
    wires.registers.remove("b");

    long read = d.read(Wires.PATIENCE, 0);
    wires.among("c", "d", "e");
    assertThat(ending("d", read)).isEqualTo(new Read<>("x"));
  }

  @Test
  void an_operation_under_way_goes_on_with_the_new_members() {
    wires.start("d");
    wires.start("e");
    long write = b.write("x", Wires.PATIENCE, 0);
    long change = a.reconfigure(List.of("c", "d", "e"), Wires.PATIENCE, 0);
    wires.among("a", "c", "d", "e");
    assertThat(ending("a", change)).isInstanceOf(Reconfigured.class);
    wires.among("a", "b");
    assertThat(ending("b", write)).isNull();
    wires.among("b", "c", "d", "e");
    assertThat(ending("b", write)).isEqualTo(new Written<>());
    assertThat(wires.keptBy("d")).isEqualTo("x");
  }

  @Test
  void of_two_changes_one_is_overtaken() {
    List<String> first = List.of("a", "b", "d");
    List<String> second = List.of("b", "c", "d");
    wires.start("d");
    long one = a.reconfigure(first, Duration.ofHours(1), 0);
    long other = c.reconfigure(second, Duration.ofHours(1), 0);
    for (int i = 0; i < 1_000 && (ending("a", one) == null || ending("c", other) == null); i++) {
      wires.now += Wires.RETRY.toNanos();
      a.tick(wires.now);
      c.tick(wires.now);
      wires.among("a", "b", "c", "d");
    }
    assertThat(List.of(ending("a", one), ending("c", other)))
        .hasAtLeastOneElementOfType(Reconfigured.class)
        .hasAtLeastOneElementOfType(Overtaken.class);
    assertThat(b.configurations().newest().epoch()).isEqualTo(1);
  }

  @Test
  void a_change_that_another_member_had_decided_is_not_said_to_be_overtaken() {
    List<String> wanted = List.of("a", "b", "d");
    wires.start("d");
    long change = a.reconfigure(wanted, Duration.ofHours(1), 0);
    // b promises and accepts; that it has, a never hears.
    for (int i = 0; i < 3; i++) {
      wires.sent.stream()
          .filter(each ->
              each.from().equals("a") && each.to().equals("b")
                  || each.to().equals("a") && !(each.message() instanceof RegisterMessage.Accepted))
          .toList()
          .forEach(each -> {
            wires.sent.remove(each);
            wires.deliver(each);
          });
    }
    wires.sent.clear();
    long other = c.reconfigure(List.of("b", "c"), Duration.ofHours(1), 0);
    wires.among("b", "c", "d");
    assertThat(ending("c", other)).isInstanceOf(Overtaken.class);
    assertThat(c.configurations().newest().members()).isEqualTo(wanted);
    for (int i = 0; i < 100 && c.configurations().active().size() > 1; i++) {
      long read = c.read(Wires.PATIENCE, 0);
      wires.among("b", "c", "d");
      assertThat(ending("c", read)).isNotNull();
    }
    long next = c.reconfigure(List.of("b", "c"), Duration.ofHours(1), 0);
    wires.among("b", "c", "d");
    assertThat(ending("c", next)).isInstanceOf(Reconfigured.class);

    a.learn(c.configurations(), 0);
    assertThat(ending("a", change)).isInstanceOf(RegisterEnding.Superseded.class);
  }

  @Test
  void messages_of_another_group_are_counted_and_have_no_effect() {
    Configurations theirs = Configurations.first(List.of("x", "y", "z"));
    a.receive("x", new Query<>(1, theirs), 0);
    assertThat(a.foreign()).isEqualTo(1);
    assertThat(wires.sent).isEmpty();
  }

  @Test
  void what_cannot_be_is_refused_by_name() {
    assertThatThrownBy(() -> a.reconfigure(List.of(), Wires.PATIENCE, 0))
        .hasMessageContaining("members are []");
    assertThatThrownBy(() -> a.reconfigure(List.of("a", "a"), Wires.PATIENCE, 0))
        .hasMessageContaining("each once");
    assertThatThrownBy(() -> a.read(Duration.ZERO, 0)).hasMessageContaining("patience");
  }

  /** Every order of messages, losses, restarts and changes, as far as a random walk comes. */
  @Test
  void no_read_goes_back_whatever_is_lost_and_whoever_starts_again() {
    for (long seed = 0; seed < 1_000; seed++) {
      new Walk(seed).run();
    }
  }
}
