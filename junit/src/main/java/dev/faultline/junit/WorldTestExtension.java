package dev.faultline.junit;

import dev.faultline.explore.Scenario;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.Notices;
import dev.faultline.sim.World;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Turns a {@link WorldTest} into invocations: kept replay files, seeds that failed before, and then
 * new worlds.
 */
final class WorldTestExtension implements TestTemplateInvocationContextProvider {
  /** More worlds than this are one invocation together. */
  private static final int MOST_INVOCATIONS = 1_000;

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), WorldTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    WorldTest annotation = AnnotationSupport.findAnnotation(method, WorldTest.class).orElseThrow();
    requireParameters(method, annotation);
    Scenario scenario = TestRun.scenario(annotation);
    Effective settings =
        Effective.of(
            annotation,
            scenario == null ? Effective.Defaults.OF_METHODS : Effective.Defaults.of(scenario),
            new Effective.Sources(
                System::getProperty, System::getenv, context::getConfigurationParameter));
    String name = context.getRequiredTestClass().getName() + "." + method.getName();
    TestRun run =
        new TestRun(
            name,
            selector(context.getRequiredTestClass()) + "#" + method.getName(),
            annotation,
            settings,
            new FailingSeeds(settings.directory(), name));
    String unguarded = Notices.unguarded();
    run.say(settings.text() + (unguarded.isEmpty() ? "" : "; " + unguarded));
    return contexts(context, method, settings, run);
  }

  /** As Surefire selects it: a nested class by the names of the classes around it. */
  private static String selector(Class<?> testClass) {
    String name = testClass.getName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The time for all world tests may be spent between two of them. */
  @Override
  public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
    return true;
  }

  private static Stream<TestTemplateInvocationContext> contexts(
      ExtensionContext context, Method method, Effective settings, TestRun run) {
    if (SuiteBudget.spent(settings.budget())) {
      return Stream.of(new NoInvocation(run));
    }
    if (settings.replay() != null) {
      return untilOver(Stream.of(new ReplayInvocation(run, settings.replay(), false)), run);
    }
    if (settings.onlySeed()) {
      return untilOver(Stream.of(SeedsInvocation.anew(run, settings.seed(), 1)), run);
    }
    List<TestTemplateInvocationContext> first = new ArrayList<>();
    for (Replay replay : method.getAnnotationsByType(Replay.class)) {
      first.add(
          new ReplayInvocation(
              run, resource(context.getRequiredTestClass(), replay.value()), true));
    }
    boolean bySeed = settings.strategy().bySeed();
    run.failing().files().forEach(file -> first.add(new ReplayInvocation(run, file, false)));
    if (bySeed) {
      run.failing().seeds().forEach(seed -> first.add(SeedsInvocation.remembered(run, seed)));
    }
    Stream<TestTemplateInvocationContext> fresh =
        settings.worlds() > MOST_INVOCATIONS || !bySeed
            ? Stream.of(SeedsInvocation.anew(run, settings.seed(), settings.worlds()))
            : LongStream.range(0, settings.worlds())
                .mapToObj(at -> new BatchInvocation(run, settings.seed() + at));
    // Where old failures took all the time, a test that searched nothing must not look searched.
    Stream<TestTemplateInvocationContext> instead =
        Stream.of(run).filter(TestRun::searchedNothing).map(NoInvocation::new);
    return Stream.concat(untilOver(Stream.concat(first.stream(), fresh), run), instead);
  }

  private static Stream<TestTemplateInvocationContext> untilOver(
      Stream<TestTemplateInvocationContext> invocations, TestRun run) {
    return invocations.takeWhile(next -> !run.over());
  }

  private static void requireParameters(Method method, WorldTest annotation) {
    boolean ownBody = annotation.scenario() == Scenario.class;
    Class<?>[] parameters = method.getParameterTypes();
    boolean fits =
        ownBody ? parameters.length == 1 && parameters[0] == World.class : parameters.length == 0;
    if (!fits) {
      throw new UsageException(
          "world test "
              + method.getDeclaringClass().getName()
              + "."
              + method.getName()
              + (ownBody
                  ? " should take one parameter, a World"
                  : " runs a scenario, so it should take no parameter"));
    }
  }

  private static Path resource(Class<?> testClass, String name) {
    URL resource = testClass.getResource(name);
    if (resource == null) {
      throw new UsageException(
          "@Replay(\""
              + name
              + "\"): there is no such resource next to "
              + testClass.getName()
              + "; put the file into src/test/resources, in the folder of the test's package");
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new UsageException("@Replay(\"" + name + "\"): " + resource + " is not a file", e);
    }
  }
}
