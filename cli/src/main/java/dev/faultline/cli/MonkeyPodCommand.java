package dev.faultline.cli;

import com.google.gson.JsonObject;
import dev.faultline.chaos.monkey.kubernetes.ClusterAccess;
import dev.faultline.chaos.monkey.kubernetes.Pod;
import dev.faultline.chaos.monkey.kubernetes.PodStrike;
import dev.faultline.chaos.monkey.kubernetes.Pods;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a pod of a Kubernetes cluster. */
@Command(
    name = "pod",
    description = {
      "Deletes one pod of those of a Kubernetes cluster that opted in by the label "
          + PodStrike.LABEL
          + "=GROUP, unless too few ready ones would be left.",
      "It is leashed by default: the cluster is asked whether it would (dry run), and deletes"
          + " nothing."
    },
    footer = {
      "",
      "Example:",
      "  ./faultline monkey pod shop --selector app=cart --minimum-alive 2 --unleashed"
    })
final class MonkeyPodCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "GROUP", description = "To which pods opt in.")
  private String group = "";

  @Option(names = "--namespace", paramLabel = "NAME", description = "Default: that of the context.")
  private @Nullable String namespace;

  @Option(
      names = "--selector",
      paramLabel = "LABELS",
      description = "Only pods with these labels, in Kubernetes' words.")
  private String selector = "";

  @Option(
      names = "--minimum-alive",
      paramLabel = "N",
      description = "How many ready pods have to be left; default: ${DEFAULT-VALUE}.")
  private int minimumAlive = 1;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description = "How long the pod may take to end; default: what it says itself.")
  private @Nullable Long grace;

  @Option(names = "--unleashed", description = "Delete it.")
  private boolean unleashed;

  @Option(
      names = "--lever",
      paramLabel = "FILE",
      description = "While this file exists nothing is struck; default: ${DEFAULT-VALUE}.")
  private Path lever = Path.of("faultline-monkey", "STOP");

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description = "From which the victim follows; default: drawn and printed.")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  MonkeyPodCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (grace != null && (grace < 0 || grace > 86_400)) {
      throw new UsageException("--grace is " + grace + ", expected 0 to 86400 seconds");
    }
    long drawn = seed != null ? seed : System.nanoTime() & 0x7fff_ffffL;
    if (!Files.notExists(lever, LinkOption.NOFOLLOW_LINKS)) {
      return say(drawn, null, "the safety lever " + lever + " is pulled");
    }
    try {
      ClusterAccess access = ClusterAccess.find(terminal.environment());
      try (Pods pods = new Pods(access)) {
        PodStrike.Result result = strike(access).strike(pods, drawn);
        return say(drawn, result.victim().orElse(null), result.reason());
      }
    } catch (IOException e) {
      terminal.err().println("faultline: " + HumanText.oneLine(String.valueOf(e.getMessage())));
      if (json) {
        terminal
            .out()
            .println(Json.text(Json.error(String.valueOf(e.getMessage()), ExitCode.VIOLATION)));
      }
      return ExitCode.VIOLATION.number();
    }
  }

  private PodStrike strike(ClusterAccess access) {
    try {
      return new PodStrike(
          namespace == null ? access.namespace() : namespace,
          group,
          selector,
          minimumAlive,
          grace == null ? OptionalLong.empty() : OptionalLong.of(grace),
          !unleashed);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private int say(long drawn, @Nullable Pod victim, String reason) {
    if (json) {
      JsonObject document = new JsonObject();
      document.addProperty("struck", victim != null && unleashed);
      document.addProperty("leashed", !unleashed);
      document.addProperty("seed", drawn);
      document.addProperty("reason", reason);
      if (victim != null) {
        document.addProperty("namespace", victim.namespace());
        document.addProperty("pod", victim.name());
        document.addProperty("uid", victim.uid());
      }
      terminal.out().println(Json.text(document));
    } else if (victim == null) {
      terminal.out().println("nobody is struck: " + reason);
    } else {
      terminal
          .out()
          .println(
              (unleashed ? "deleted " : "leashed: would delete ")
                  + HumanText.oneLine(victim.toString())
                  + ", seed "
                  + drawn);
    }
    return ExitCode.NO_VIOLATION.number();
  }
}
