package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which levels hold, where an operation is not a transaction. */
class AllLevelsTest {

  private static final Budget BUDGET = Budget.deterministic(1_000_000);

  private static final String STALE =
      """
      0 write 1
      1 read nil -> nil
      """;

  private static AllLevels levels(String model, String shorthand) throws Exception {
    return AllLevels.check(model, Logs.read(Logs.edn(shorthand)), BUDGET);
  }

  @Test
  void a_stale_read_fails_linearizability_and_what_is_asked_at_the_end() throws Exception {
    var levels = levels("register", Logs.sequence(STALE));
    assertThat(levels.weakest()).containsExactly("linearizable", "eventual");
    assertThat(levels.strongest()).containsExactly("sequential");
  }

  @Test
  void only_the_weakest_that_fail_and_the_strongest_that_hold_are_named() throws Exception {
    String forgotten =
        """
        0 write 1
        0 read nil -> nil
        0 write 2
        0 read nil -> 2
        """;
    var levels = levels("register", Logs.sequence(forgotten));
    assertThat(levels.weakest()).containsExactly("causal", "read-your-writes");
    assertThat(levels.strongest())
        .containsExactly(
            "strong-eventual", "monotonic-reads", "monotonic-writes", "writes-follow-reads");
    assertThat(levels.having(Verdict::isInvalid))
        .containsExactlyInAnyOrder(
            "linearizable",
            "sequential",
            "causal",
            "causal-convergence",
            "causal-memory",
            "pram",
            "read-your-writes");
  }

  @Test
  void all_levels_take_an_initial_value_that_they_can() throws Exception {
    String from7 = Logs.sequence("0 read nil -> 7\n1 write 1\n");
    UnaryOperator<NamedCheck> seven = check -> check.withInitial("7");
    var levels = AllLevels.check("register", Logs.read(Logs.edn(from7)), BUDGET, seven);
    assertThat(levels.having(Verdict::isValid)).contains("linearizable", "sequential", "causal");
    var stale = Logs.sequence("1 write 1\n0 read nil -> 7\n");
    levels = AllLevels.check("register", Logs.read(Logs.edn(stale)), BUDGET, seven);
    assertThat(levels.having(Verdict::isValid)).contains("sequential", "causal");
    assertThat(levels.weakest()).contains("linearizable");
  }

  /** What {@link OperationLevels} says of every pair, on histories of all kinds. */
  @ParameterizedTest
  @ValueSource(strings = {"register", "set", "queue"})
  void a_level_holds_where_one_that_includes_it_does(String model) throws Exception {
    int told = 0;
    var random = new Random(5);
    for (int i = 0; i < 400; i++) {
      var raw = Logs.read(Logs.edn(history(model, random)));
      var alone = new LinkedHashMap<String, Verdict>();
      for (String level : NamedCheck.levels(model)) {
        alone.put(level, NamedCheck.of(model, level).check(raw, BUDGET).verdict());
      }
      for (String one : alone.keySet()) {
        for (String other : alone.keySet()) {
          if (OperationLevels.includes(one, other) && alone.get(one).isValid()) {
            assertThat(alone.get(other).isInvalid())
                .as(i + ": " + one + " holds, but not " + other + " " + raw.operations())
                .isFalse();
            told++;
          }
        }
      }
      var all = AllLevels.check(model, raw, BUDGET);
      // What cannot be decided alone, as where no operation returned, may follow from others.
      all.verdicts()
          .forEach((level, verdict) ->
              assertThat(verdict.word()).as(level).isIn(word(alone, level, verdict)));
    }
    assertThat(told).isGreaterThan(100);
  }

  private static String word(Map<String, Verdict> alone, String level, Verdict otherwise) {
    var verdict = alone.getOrDefault(level, otherwise);
    return verdict instanceof Verdict.Unknown ? otherwise.word() : verdict.word();
  }

  /** Three clients, each with one operation after the other, some of unknown outcome. */
  private static String history(String model, Random random) {
    var log = new StringBuilder();
    int written = 0;
    var open = new HashMap<Integer, String>();
    var ended = new HashSet<Integer>();
    for (int step = 0; step < 12; step++) {
      int client = random.nextInt(3);
      String told = open.remove(client);
      if (told == null && !ended.contains(client)) {
        boolean update = random.nextBoolean();
        String call =
            switch (model) {
              case "register" -> update ? "write " + ++written : "read nil";
              case "set" -> update ? "add " + ++written : "read nil";
              default -> update ? "enqueue " + ++written : "dequeue nil";
            };
        open.put(client, call);
        log.append(client + " invoke " + call + "\n");
      } else if (told != null) {
        if (told.endsWith("nil")) {
          String one = written == 0 ? "nil" : "" + (1 + random.nextInt(written));
          told =
              switch (model) {
                case "register" -> "read " + (random.nextInt(3) == 0 ? "nil" : one);
                case "set" ->
                    "read " + List.of("#{}", "#{1}", "#{1 2}", "#{2}").get(random.nextInt(4));
                default -> "dequeue " + one;
              };
        }
        boolean lost = random.nextInt(5) == 0;
        log.append(client + (lost ? " info " : " ok ") + told + "\n");
        if (lost) {
          ended.add(client);
        }
      }
    }
    return log.toString();
  }
}
