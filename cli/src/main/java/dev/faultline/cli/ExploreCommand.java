package dev.faultline.cli;

import dev.faultline.cli.topology.TopologyScenario;
import dev.faultline.cli.topology.TopologySchema;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Engine;
import dev.faultline.explore.OutDirectory;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Fingerprint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explores simulated worlds of a target and reports what it found. */
@Command(
    name = "explore",
    description = {
      "Explores simulated worlds of a target under an adversary.",
      "Stops at the first violation, and leaves a replay file that brings it back to the bit,",
      "and a diagram of the run in one HTML file."
    },
    footer = {
      "",
      "Examples:",
      "  ./faultline explore payments",
      "  ./faultline explore payments --set dedup=true --worlds 10000",
      "  ./faultline explore microraft --seed 7 --time 5m --all",
      "  ./faultline explore payments --worlds 10000 --all --report payments-report",
      "  ./faultline explore payments --engine spark --master 'local-cluster[2,1,2048]'",
      "  ./faultline explore --topology cluster.yaml",
      "  ./faultline explore --topology cluster.yaml --plan plan.yaml",
      "  ./faultline explore com.example.MyScenario --classpath 'target/classes:lib/*'"
    })
final class ExploreCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..1",
      completionCandidates = TargetNames.class,
      description = "A name from 'faultline list', or a class on --classpath.")
  private @Nullable String named;

  @Option(
      names = "--topology",
      paramLabel = "FILE",
      description =
          "In place of TARGET: a YAML file with Java programs as they are, which run as nodes;"
              + " docs/topology.md says what it holds.")
  private @Nullable String topology;

  @Option(
      names = "--plan",
      paramLabel = "FILE",
      description =
          "A fault plan, as './faultline run' plays it with real processes: its faults strike in"
              + " place of those that the adversary would draw. docs/plans.md says what a world"
              + " plays.")
  private @Nullable String faultPlan;

  @Option(
      names = "--topology-schema",
      description = "Print the JSON schema of topologies, for editors.")
  private boolean schema;

  @Mixin private ExploreOptions options = new ExploreOptions();
  @Mixin private EngineOptions engineOptions = new EngineOptions();
  @Mixin private ClassPath classPath = new ClassPath();
  @Mixin private ReportFiles reportFiles = new ReportFiles();
  @Mixin private ResultFiles resultFiles = new ResultFiles();
  @Mixin private Accepted accepted = new Accepted();

  @Option(
      names = "--json",
      description = "Print one JSON document on standard output; all else goes to standard error.")
  private boolean json;

  @Spec private CommandSpec spec;

  ExploreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (schema) {
      terminal.out().print(TopologySchema.text());
      terminal.out().flush();
      return ExitCode.NO_VIOLATION.number();
    }
    String target = target();
    Scenario scenario = PlannedScenario.of(Targets.find(target, classPath), faultPlan);
    if (engineOptions.resume() != null && !options.seedGiven()) {
      throw new UsageException(
          "--resume needs --seed, so that the same command goes on with the same campaign");
    }
    accepted.prepare();
    CampaignPlan plan = options.plan(scenario, target, faultPlan);
    plan = accepted.any() ? plan.withAll(true) : plan;
    OutDirectory out = OutDirectory.prepare(options.out());
    reportFiles.prepare();
    resultFiles.prepare();
    CampaignText text =
        json
            ? new CampaignText(terminal.err(), terminal.errPaint())
            : new CampaignText(terminal.out(), terminal.outPaint());
    if (topology != null) {
      engineOptions.requireHere("--topology");
    }
    if (faultPlan != null) {
      engineOptions.requireHere("--plan");
    }
    try (Engine engine = engineOptions.open(plan, classPath.files(), this::told)) {
      return explore(scenario, plan, out, text, engine);
    }
  }

  /** What is explored, as replay files name it. */
  private String target() {
    if (topology == null) {
      if (named == null) {
        throw new UsageException(
            "expected a TARGET or --topology FILE; './faultline list' shows which targets there"
                + " are");
      }
      if (TopologyScenario.isNamed(named)) {
        throw new UsageException(
            "'%s' is not a target but looks like a topology; say --topology %s"
                .formatted(named, named));
      }
      return named;
    }
    if (named != null) {
      throw new UsageException("expected TARGET or --topology, not both");
    }
    if (!TopologyScenario.isNamed(topology)) {
      throw new UsageException(
          "--topology names '%s', expected a file that ends in .yaml or .yml".formatted(topology));
    }
    return topology;
  }

  /** Of what the program is made of, so that a file of another one is not gone on with. */
  private String fingerprint() {
    List<Path> files = new ArrayList<>(classPath.files());
    List<byte[]> contents = new ArrayList<>();
    if (topology != null) {
      files.add(Path.of(topology));
      if (Targets.find(topology, classPath) instanceof TopologyScenario programs) {
        files.addAll(programs.classPaths());
        contents.addAll(programs.contents());
      }
    }
    if (faultPlan != null) {
      files.add(Path.of(faultPlan));
    }
    return files.isEmpty() ? "" : Fingerprint.ofProgram(files, contents);
  }

  private List<String> start() {
    return topology == null
        ? List.of(terminal.command(), "explore", target())
        : List.of(terminal.command(), "explore");
  }

  private void told(String line) {
    terminal.err().println(line);
    terminal.err().flush();
  }

  private int explore(
      Scenario scenario, CampaignPlan plan, OutDirectory out, CampaignText text, Engine engine) {
    Campaign campaign = new Campaign(plan, engine);
    String resume = engineOptions.resume();
    if (resume != null) {
      int behind = campaign.resume(engine.checkpoint(resume), fingerprint());
      if (behind > 0) {
        told("going on after " + HumanText.count(behind, "world") + ", which " + resume + " has");
      }
    }
    text.header(scenario, plan);
    try (Interruption interruption = Interruption.of(campaign::interrupt)) {
      CampaignResult result = run(campaign);
      ReplayLine replayLine = new ReplayLine(terminal.command(), classPath.given());
      Shrinking shrinking =
          new Shrinking(
              plan,
              out,
              interruption,
              terminal,
              new Pictures(plan, options.diagram(), replayLine),
              new Explaining(plan, interruption, terminal, options.why()),
              accepted);
      List<Reported> findings = shrinking.report(result.findings(), options.shrink());
      Explored explored =
          new Explored(
              scenario,
              plan,
              result,
              findings,
              replayLine,
              result.leak() == null ? shrinking.leak() : result.leak(),
              accepted,
              resume(plan, result));
      text.report(explored);
      if (json) {
        terminal.out().println(Json.text(CampaignJson.of(explored)));
      }
      boolean written = reportFiles.write(explored, again(plan), terminal, json);
      written &=
          resultFiles.write(
              target(), CampaignCases.of(explored), explored.result().realNanos(), terminal);
      ExitCode code = explored.exitCode();
      return (written || code != ExitCode.NO_VIOLATION ? code : ExitCode.FAILURE).number();
    }
  }

  private CampaignResult run(Campaign campaign) {
    try (ProgressDisplay display = ProgressDisplay.start(campaign::progress, terminal)) {
      return campaign.run();
    }
  }

  private String again(CampaignPlan plan) {
    return ResumeCommand.of(
        spec.commandLine().getParseResult(), start(), plan.seed(), plan.worlds());
  }

  /** With a file that keeps how far it is, the same command again. */
  private String resume(CampaignPlan plan, CampaignResult result) {
    boolean kept = engineOptions.resume() != null;
    return ResumeCommand.of(
        spec.commandLine().getParseResult(),
        start(),
        plan.seed() + (kept ? 0 : result.worlds()),
        plan.worlds() - (kept ? 0 : result.worlds()));
  }
}
