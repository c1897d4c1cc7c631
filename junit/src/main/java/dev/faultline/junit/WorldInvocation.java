package dev.faultline.junit;

import dev.faultline.explore.Campaign;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Finding;
import dev.faultline.explore.Leak;
import dev.faultline.explore.LeakException;
import dev.faultline.explore.OutDirectory;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.shrink.Shrinker;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.report.Diagram;
import dev.faultline.report.DiagramMissingException;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

/** One invocation of a world test: one world, many, or one that a file brings back. */
abstract sealed class WorldInvocation
    implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver {
  private static final String OTHER_FAILED = "another world of this test has failed meanwhile";

  final TestRun run;

  WorldInvocation(TestRun run) {
    this.run = run;
  }

  abstract void invoke(Scenario scenario);

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == World.class;
  }

  /**
   * JUnit wants a value before it asks whether to call the method; the method gets other worlds.
   */
  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return new World(new QuietAdversary(0), WorldOptions.DEFAULT);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    invocation.skip();
    if (run.hasFailed().get()) {
      throw new TestAbortedException(OTHER_FAILED);
    }
    try {
      invoke(run.scenario(method.getExecutable(), context.getRequiredTestInstance()));
      if (run.settings().report()) {
        context.publishReportEntry("faultline.faults", run.faults().text());
      }
    } catch (TestAbortedException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      // What keeps one world from running keeps all of them.
      if (run.failed()) {
        throw e;
      }
      throw new TestAbortedException(OTHER_FAILED);
    }
  }

  /** What is said of a violation, after its files have been written. */
  final WorldFailure failure(
      CampaignPlan plan, Finding found, @Nullable Shrunk shrunk, int searched, Path replayFile) {
    Finding told = shrunk == null ? found : shrunk.after();
    return new WorldFailure(
        FailureText.of(
            found,
            shrunk,
            dev.faultline.explore.Replay.events(plan, told.replay()),
            shrunk == null ? List.of() : Explanation.of(plan, told, run.settings().shrinkBudget()),
            searched,
            files(plan, told, replayFile),
            run.selector(),
            run.faults().text(),
            run.settings().text()),
        UserFrames.of(told.violation().thrown()),
        told.violation().declared());
  }

  /** A diagram that cannot be drawn costs nothing but itself. */
  private FailureText.Files files(CampaignPlan plan, Finding told, Path replayFile) {
    Path directory = run.settings().directory();
    Path classPath = ClassPathFile.in(directory);
    String command =
        "faultline replay " + replayFile.toAbsolutePath() + " @" + classPath.toAbsolutePath();
    Path sibling = directory.resolve(String.valueOf(replayFile.getFileName()));
    try {
      Path diagram = Diagram.beside(sibling, plan, told, command);
      return new FailureText.Files(
          replayFile, diagram, "none, the run has " + told.events() + " events", classPath);
    } catch (DiagramMissingException | IOException e) {
      return new FailureText.Files(replayFile, null, "none: " + e.getMessage(), classPath);
    }
  }

  /** What worlds that a strategy chooses have in common. */
  abstract static sealed class Searching extends WorldInvocation {
    static final int RECHECK_EVERY = CampaignPlan.DEFAULT_RECHECK_EVERY;

    Searching(TestRun run) {
      super(run);
    }

    static WorldFailure leak(Leak leak) {
      return new WorldFailure("nondeterminism has leaked into the world: " + leak.summary());
    }

    /** Whatever becomes of shrinking, the finding leaves its file. */
    final WorldFailure failure(CampaignPlan plan, Finding finding, int searched) {
      OutDirectory out = OutDirectory.shared(run.settings().directory());
      Shrunk shrunk;
      try {
        shrunk =
            run.settings().shrink()
                ? Shrinker.shrink(plan, finding, run.settings().shrinkBudget())
                : null;
      } catch (LeakException e) {
        return unshrunk(
            e.getMessage() + "\nthe run as it was found violated: ", plan, finding, out);
      } catch (RuntimeException | Error e) {
        WorldFailure told =
            unshrunk(
                "the run could not be made small, which is a fault of Faultline or of a run without"
                    + " some of its faults: "
                    + e.getMessage()
                    + "\nas it was found it violated: ",
                plan,
                finding,
                out);
        told.addSuppressed(e);
        return told;
      }
      Path file = remembered(plan, shrunk == null ? finding : shrunk.after(), out);
      return failure(plan, finding, shrunk, searched, file);
    }

    private WorldFailure unshrunk(
        String why, CampaignPlan plan, Finding finding, OutDirectory out) {
      Path file = remembered(plan, finding, out);
      return new WorldFailure(
          why
              + finding.violation().property()
              + "\nits replay file: "
              + file.toAbsolutePath().toUri());
    }

    /** Writes the finding's file, and has the world run first the next time. */
    private Path remembered(CampaignPlan plan, Finding finding, OutDirectory out) {
      Path file = out.write(finding);
      if (plan.strategy().bySeed()) {
        run.failing().failed(finding.seed());
      } else {
        run.failing().failed(file);
      }
      return file;
    }
  }

  /** One world, which is run together with others. */
  static final class OfBatch extends Searching {
    private final long seed;

    OfBatch(TestRun run, long seed) {
      super(run);
      this.seed = seed;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
      return "seed " + seed;
    }

    @Override
    void invoke(Scenario scenario) {
      Batches.Batch batch =
          run.batches()
              .of(
                  seed,
                  (first, worlds) ->
                      run.plan(scenario, first, worlds).withRecheckEvery(RECHECK_EVERY));
      CampaignResult result = batch.result();
      Leak leak = batch.leakToTell(seed);
      if (leak != null) {
        throw leak(leak);
      }
      Finding finding = batch.toTell(seed);
      if (finding == null && batch.notReached(seed)) {
        notReached(result);
      }
      int searched = run.searched().incrementAndGet();
      if (finding != null) {
        throw failure(run.plan(scenario, finding.seed(), 1), finding, searched);
      }
      for (CampaignResult.Inconclusive each : result.inconclusive()) {
        if (each.seed() == seed) {
          throw new WorldFailure("the world is inconclusive: " + each.reason());
        }
      }
      run.failing().passed(seed);
    }

    /** The campaign ended before this world, and why it did is this world's or an earlier one's. */
    private void notReached(CampaignResult result) {
      if (result.stuck() != null) {
        throw new WorldFailure(result.stuck());
      }
      RuntimeException failure = result.failure();
      if (failure != null) {
        throw failure;
      }
      throw new TestAbortedException(
          result.interrupted() ? "the time for all world tests is spent" : OTHER_FAILED);
    }
  }

  /** New worlds, all in one invocation. */
  static final class OfSeeds extends Searching {
    private final long seed;
    private final int worlds;

    OfSeeds(TestRun run, long seed, int worlds) {
      super(run);
      this.seed = seed;
      this.worlds = worlds;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
      return worlds == 1 ? "seed " + seed : "seeds " + seed + " to " + (seed + worlds - 1);
    }

    @Override
    void invoke(Scenario scenario) {
      CampaignPlan plan = run.plan(scenario, seed, worlds);
      boolean recheck = worlds > 1 || seed % RECHECK_EVERY == 0;
      Campaign campaign = new Campaign(plan.withRecheckEvery(recheck ? RECHECK_EVERY : 0));
      CampaignResult result = SuiteBudget.run(campaign, run.settings().budget());
      run.faults().add(result);
      int searched = run.searched().addAndGet(result.worlds());
      if (!result.findings().isEmpty()) {
        throw failure(plan, result.findings().getFirst(), searched);
      }
      requireNoDoubt(result);
      Exploration exploration = result.exploration();
      if (exploration != null) {
        run.say(exploration.summary());
      }
      String ended = result.interrupted() ? endedByTheBudget(result) : "";
      if (run.mustProve() && (exploration == null || !exploration.proof())) {
        throw new WorldFailure(
            "the test asks for a proof, and its search came to none: "
                + (exploration == null ? ended : exploration.summary()));
      }
      if (result.interrupted() && result.worlds() == 0) {
        throw new TestAbortedException(ended);
      }
      if (worlds == 1 && !result.interrupted()) {
        run.failing().passed(seed);
      }
    }

    private static void requireNoDoubt(CampaignResult result) {
      Leak leak = result.leak();
      if (leak != null) {
        throw leak(leak);
      }
      if (result.stuck() != null) {
        throw new WorldFailure(result.stuck());
      }
      if (result.inconclusiveWorlds() > 0) {
        throw new WorldFailure(
            result.inconclusiveWorlds()
                + " worlds are inconclusive, the first that of seed "
                + result.inconclusive().getFirst().seed()
                + ": "
                + result.inconclusive().getFirst().reason());
      }
    }

    private String endedByTheBudget(CampaignResult result) {
      String text =
          "the time for all world tests is spent; of "
              + worlds
              + " worlds "
              + result.worlds()
              + " were searched";
      run.say(text);
      return text;
    }
  }

  /** A world that a replay file brings back. */
  static final class OfFile extends WorldInvocation {
    private final Path file;
    private final boolean kept;

    /**
     * A file to run.
     *
     * @param kept whether the test itself names it
     */
    OfFile(TestRun run, Path file, boolean kept) {
      super(run);
      this.file = file;
      this.kept = kept;
    }

    @Override
    public String getDisplayName(int invocationIndex) {
      return "replay of " + file.getFileName();
    }

    @Override
    void invoke(Scenario scenario) {
      ReplayFile replay = ReplayText.read(file);
      if (!replay.target().equals(scenario.name())) {
        if (kept) {
          throw new WorldFailure(
              "@Replay(\""
                  + file.getFileName()
                  + "\") is a replay of "
                  + replay.target()
                  + ", but this test is "
                  + scenario.name()
                  + ": where the test was renamed, find and keep a new one");
        }
        throw new TestAbortedException(
            file + " is a replay of " + replay.target() + ", but this test is " + scenario.name());
      }
      dev.faultline.explore.Replay replayed =
          dev.faultline.explore.Replay.of(replay, scenario, null);
      Finding finding = replayed.finding();
      if (finding != null) {
        CampaignPlan plan =
            CampaignPlan.of(
                    scenario, new Settings(scenario.settings(), replay.settings()), replay.seed())
                .withDuration(replay.duration());
        throw failure(plan, finding, null, 1, file);
      }
      String inconclusive = replayed.result().inconclusive();
      if (inconclusive != null) {
        throw new WorldFailure("the replay of " + file + " is inconclusive: " + inconclusive);
      }
      run.failing().passed(file);
      @Nullable String misfit = replayed.misfit();
      if (misfit != null) {
        throw new TestAbortedException(
            file + " does not fit this test any more: " + misfit + "; find and keep a new one");
      }
    }
  }

  /** There is no time left. */
  static final class NotRun extends WorldInvocation {
    NotRun(TestRun run) {
      super(run);
    }

    @Override
    public String getDisplayName(int invocationIndex) {
      return "no world";
    }

    @Override
    void invoke(Scenario scenario) {
      String why =
          "the time for all world tests, "
              + run.settings().budget()
              + ", was spent before this one searched a world";
      if (run.mustProve()) {
        throw new WorldFailure("the test asks for a proof, and there is none: " + why);
      }
      throw new TestAbortedException(why);
    }
  }
}
