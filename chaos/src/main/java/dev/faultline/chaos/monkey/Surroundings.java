package dev.faultline.chaos.monkey;

import dev.faultline.chaos.monkey.audit.AuditLog;
import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.group.Instance;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.Shell;
import dev.faultline.chaos.monkey.safety.Answer;
import dev.faultline.chaos.monkey.safety.Candidate;
import dev.faultline.chaos.monkey.safety.Facts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Asks the surroundings what a decision depends on. */
final class Surroundings {
  /** A command that answers later has not answered. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Supplier<MonkeyConfig> source;
  private final ProcessControl control;
  private final AuditLog log;
  private final InstantSource clock;

  Surroundings(
      Supplier<MonkeyConfig> source, ProcessControl control, AuditLog log, InstantSource clock) {
    this.source = source;
    this.control = control;
    this.log = log;
    this.clock = clock;
  }

  Facts facts(Group group, long seed, Optional<Boolean> leash) {
    // The outage command takes its time: whoever pulls the lever or switches the monkey off
    // meanwhile is obeyed, so it is asked before all the rest is read.
    Answer<Boolean> outage = from(Answer.ask(source::get), Surroundings::outage);
    Answer<MonkeyConfig> config = Answer.ask(source::get);
    return new Facts(
        group,
        clock.instant(),
        seed,
        from(config, one -> leverPulled(one.lever())),
        from(config, MonkeyConfig::enabled),
        outage,
        from(config, one -> one.accounts().contains(group.account())),
        from(config, one -> leash.orElse(one.leashed())),
        from(config, MonkeyConfig::testEnvironment),
        from(config, one -> one.app(group.app())),
        from(config, one -> candidates(one, group)),
        from(config, MonkeyConfig::calendar),
        Answer.ask(log::records));
  }

  /** The same without the intent of this run. */
  Facts without(String run, Facts facts) {
    return switch (facts.past()) {
      case Answer.Known<List<AuditRecord>>(var all) ->
          facts.withPast(all.stream().filter(one -> !one.run().equals(run)).toList());
      case Answer.Unknown<List<AuditRecord>> unknown -> facts;
    };
  }

  private interface Question<T> {
    T of(MonkeyConfig config) throws Exception;
  }

  private static <T> Answer<T> from(Answer<MonkeyConfig> config, Question<T> question) {
    return switch (config) {
      case Answer.Known<MonkeyConfig>(var known) -> Answer.ask(() -> question.of(known));
      case Answer.Unknown<MonkeyConfig>(var error) -> new Answer.Unknown<>(error);
    };
  }

  /** A link that leads nowhere pulls it too: somebody has put it there. */
  private static boolean leverPulled(Path lever) throws IOException {
    if (Files.notExists(lever, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (Files.exists(lever, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    throw new IOException("it is unknown whether the safety lever " + lever + " is there");
  }

  private static boolean outage(MonkeyConfig config) throws IOException, InterruptedException {
    if (config.outageCommand().isEmpty()) {
      return false;
    }
    Shell.Result result =
        Shell.run(config.outageCommand().get(), Path.of("").toAbsolutePath(), Map.of(), PATIENCE);
    return switch (result.exitCode()) {
      case 0 -> false;
      case 1 -> true;
      default ->
          throw new IOException(
              "the outage command ends with %d, expected 0 for none and 1 for one: %s"
                  .formatted(result.exitCode(), result.said()));
    };
  }

  private List<Candidate> candidates(MonkeyConfig config, Group group) throws IOException {
    return Instances.of(config, control.procfs()).stream()
        .filter(one -> group.contains(one.account(), one.region(), one.cluster()))
        .map(this::candidate)
        .toList();
  }

  private Candidate candidate(Instance instance) {
    var id = instance.process().id();
    return new Candidate(
        instance,
        Answer.ask(() -> control.protection().optedIn(id, instance.cluster().app())),
        Answer.ask(() -> control.protection().reason(id)));
  }

  /** Tells every tracker; the first that fails is named. */
  Optional<String> track(Group group, Instance victim, ProcessFault fault, boolean leashed) {
    Answer<List<String>> trackers = from(Answer.ask(source::get), MonkeyConfig::trackers);
    return switch (trackers) {
      case Answer.Unknown<List<String>>(var error) -> Optional.of(error);
      case Answer.Known<List<String>>(var commands) ->
          commands.stream()
              .map(command -> tell(command, group, victim, fault, leashed))
              .flatMap(Optional::stream)
              .findFirst();
    };
  }

  private static Optional<String> tell(
      String command, Group group, Instance victim, ProcessFault fault, boolean leashed) {
    TreeMap<String, String> variables = new TreeMap<>();
    variables.put("FAULTLINE_GROUP", group.name());
    variables.put("FAULTLINE_PID", Integer.toString(victim.process().id().pid()));
    variables.put("FAULTLINE_CLUSTER", victim.cluster().toString());
    variables.put("FAULTLINE_FAULT", fault.toString());
    variables.put("FAULTLINE_LEASHED", Boolean.toString(leashed));
    return switch (Answer.ask(
        () -> Shell.run(command, Path.of("").toAbsolutePath(), variables, PATIENCE))) {
      case Answer.Unknown<Shell.Result>(var error) ->
          Optional.of("tracker '" + command + "': " + error);
      case Answer.Known<Shell.Result>(var result) ->
          result.exitCode() == 0
              ? Optional.empty()
              : Optional.of(
                  "tracker '%s' ends with %d: %s"
                      .formatted(command, result.exitCode(), result.said()));
    };
  }

  /** Whether the safety lever is pulled, or that cannot be told. */
  boolean isStopped() {
    return switch (from(Answer.ask(source::get), one -> leverPulled(one.lever()))) {
      case Answer.Known<Boolean>(var pulled) -> pulled;
      case Answer.Unknown<Boolean> unknown -> true;
    };
  }

  /** Where metrics go; nowhere while the configuration cannot be read. */
  Optional<Path> metrics() {
    return switch (from(Answer.ask(source::get), MonkeyConfig::metrics)) {
      case Answer.Known<Optional<Path>>(var file) -> file;
      case Answer.Unknown<Optional<Path>> unknown -> Optional.empty();
    };
  }
}
