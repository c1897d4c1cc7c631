package dev.faultline.junit;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.campaign.CampaignPlan;
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
    implements TestTemplateInvocationContext, InvocationInterceptor, ParameterResolver
    permits SearchingInvocation, ReplayInvocation, NoInvocation {
  static final String OTHER_FAILED = "another world of this test has failed in the meantime";

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
          replayFile, diagram, "none: the run has " + told.events() + " events", classPath);
    } catch (DiagramMissingException | IOException e) {
      return new FailureText.Files(replayFile, null, "none: " + e.getMessage(), classPath);
    }
  }
}
