package dev.faultline.guard.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.group.RegisterMessage.Accept;
import dev.faultline.guard.group.RegisterMessage.Held;
import dev.faultline.guard.group.RegisterMessage.Hold;
import dev.faultline.guard.group.RegisterMessage.Prepare;
import dev.faultline.guard.group.RegisterMessage.Query;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is neither a member nor named has no part in changing the members. */
final class RegisterStrangersTest {
  private static final List<String> MEMBERS = List.of("a", "b", "c");
  private static final Configurations KNOWN = Configurations.first(MEMBERS);
  private static final Configurations THEIRS =
      new Configurations(List.of(new Configuration(1, List.of("evil"))));
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Wires wires = new Wires(MEMBERS, 1);

  @BeforeEach
  void start() {
    wires.changers = "operator"::equals;
    MEMBERS.forEach(wires::start);
  }

  private QuorumRegister<String> a() {
    return wires.running("a");
  }

  @Test
  void a_stranger_that_names_other_members_is_not_believed() {
    List<RegisterMessage<String>> messages =
        List.of(
            new Held<>(1, THEIRS, Tag.ZERO, "x"),
            new Query<>(2, THEIRS),
            new Hold<>(3, KNOWN.with(new Configuration(1, List.of("evil"))), Tag.ZERO, "x"));

    messages.forEach(each -> a().receive("evil", each, 0));

    assertThat(a().configurations()).isEqualTo(KNOWN);
    assertThat(a().refused()).isEqualTo(3);
    assertThat(wires.sent).isEmpty();
    assertThat(wires.kept).isEmpty();
  }

  @Test
  void a_stranger_takes_no_part_in_deciding_who_follows() {
    Ballot highest = new Ballot(1_000, "evil", 1);
    a().receive("evil", new Prepare<>(1, KNOWN, highest), 0);
    a().receive("evil", new Accept<>(2, KNOWN, highest, List.of("evil")), 0);

    assertThat(a().refused()).isEqualTo(2);
    assertThat(wires.sent).isEmpty();
    assertThat(a().state().promised()).isEqualTo(Ballot.ZERO);
    assertThat(a().state().proposal()).isEmpty();
  }

  @Test
  void a_client_without_a_name_reads_and_writes() {
    wires.start("client").write("hello", PATIENCE, 0);
    wires.among("client", "a", "b", "c");

    assertThat(wires.endings.values()).containsExactly(new RegisterEnding.Written<>());
    assertThat(wires.keptBy("a")).isEqualTo("hello");
    assertThat(a().refused()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "b"})
  void who_is_named_and_who_is_a_member_changes_the_members(String who) {
    QuorumRegister<String> changer = MEMBERS.contains(who) ? wires.running(who) : wires.start(who);
    wires.start("d");
    changer.reconfigure(List.of("b", "c", "d"), PATIENCE, 0);
    wires.among("operator", "a", "b", "c", "d");

    assertThat(wires.endings.values())
        .containsExactly(
            new RegisterEnding.Reconfigured<>(new Configuration(1, List.of("b", "c", "d"))));
    assertThat(a().configurations().newest().members()).containsExactly("b", "c", "d");
    assertThat(a().refused()).isZero();
  }

  @Test
  void what_an_operator_without_a_name_asks_for_is_late_and_changes_nothing() {
    wires.changers = _ -> false;
    QuorumRegister<String> operator = wires.start("operator");
    operator.reconfigure(List.of("b", "c", "d"), PATIENCE, 0);
    wires.among("operator", "a", "b", "c");
    operator.tick(PATIENCE.toNanos());

    assertThat(wires.endings.values()).containsExactly(new RegisterEnding.Late<>());
    assertThat(a().configurations()).isEqualTo(KNOWN);
    assertThat(a().refused()).isEqualTo(1);
  }
}
