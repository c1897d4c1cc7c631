package dev.faultline.cli;

import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.safety.Answer;
import dev.faultline.chaos.monkey.safety.Candidate;
import dev.faultline.chaos.monkey.safety.Decision;
import dev.faultline.chaos.monkey.safety.Facts;
import dev.faultline.chaos.monkey.safety.Safety;
import dev.faultline.explore.UsageException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists who of a group might be struck now. */
@Command(
    name = "eligible",
    description =
        "Lists the instances of a group, and for each whether it might be struck now or what"
            + " forbids it. It does nothing and writes nothing.")
final class MonkeyEligibleCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private MonkeyGroupOptions groups;

  @Mixin private MonkeyConfigOption configuration;

  MonkeyEligibleCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    MonkeyConfig config = configuration.read(terminal);
    Group group = groups.group(config);
    Monkey monkey =
        new Monkey(
            configuration.reader(terminal),
            config.state(),
            ProcessControl.ofMachine(),
            InstantSource.system());
    Facts facts = monkey.facts(group, 0, Optional.empty());
    List<Candidate> candidates =
        switch (facts.candidates()) {
          case Answer.Known<List<Candidate>>(var known) -> known;
          case Answer.Unknown<List<Candidate>>(var error) ->
              throw new UsageException("who runs cannot be told: " + error);
        };
    List<List<String>> rows = new ArrayList<>();
    for (Candidate candidate : candidates) {
      var instance = candidate.instance();
      String verdict =
          switch (Safety.confirm(facts, instance)) {
            case Decision.Strike strike -> "eligible";
            case Decision.Refuse refuse -> reason(facts, candidate, refuse);
          };
      rows.add(
          List.of(
              Integer.toString(instance.process().id().pid()),
              instance.cluster().toString(),
              instance.slot(),
              verdict));
    }
    Table.print(terminal, List.of("PID", "CLUSTER", "FOUND BY", "NOW"), rows);
    return ExitCode.NO_VIOLATION.number();
  }

  /** Of the one, not of the whole group. */
  private static String reason(Facts facts, Candidate candidate, Decision.Refuse refuse) {
    String said =
        switch (Safety.decide(facts.with(List.of(candidate)))) {
          case Decision.Refuse(var check, var alone, var _) when check == refuse.check() -> alone;
          case Decision.Refuse other -> refuse.reason();
          case Decision.Strike strike -> refuse.reason();
        };
    return "no, " + refuse.check().text() + ": " + said;
  }
}
