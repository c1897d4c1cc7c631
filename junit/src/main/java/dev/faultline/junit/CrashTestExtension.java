package dev.faultline.junit;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.FaultyRecording;
import dev.faultline.disk.crash.Finding;
import dev.faultline.disk.crash.FindingText;
import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.crash.Sweep;
import dev.faultline.disk.crash.SweepFinding;
import dev.faultline.disk.crash.SweepOptions;
import dev.faultline.disk.crash.SweepReport;
import dev.faultline.disk.crash.SweepText;
import dev.faultline.disk.crash.Verdict;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.explore.Durations;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Turns a {@link CrashTest} into an invocation for each file system. */
final class CrashTestExtension implements TestTemplateInvocationContextProvider {
  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), CrashTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    var method = context.getRequiredTestMethod();
    CrashTest annotation = AnnotationSupport.findAnnotation(method, CrashTest.class).orElseThrow();
    Class<?>[] parameters = method.getParameterTypes();
    if (parameters.length != 1 || parameters[0] != CrashSetup.class) {
      throw new UsageException(
          "crash test "
              + method.getDeclaringClass().getName()
              + "."
              + method.getName()
              + " should take one parameter, a CrashSetup");
    }
    return Stream.of(annotation.profiles())
        .map(profile ->
            new OneProfile(options(annotation, profile), runLimit(annotation), sweep(annotation)));
  }

  private static CrashOptions options(CrashTest annotation, String profile) {
    try {
      return CrashOptions.DEFAULT
          .withProfile(Profile.named(profile))
          .withDevice(Device.SECTORS.withAtomicBytes(annotation.atomicBytes()))
          .withStates(annotation.states())
          .withSeed(annotation.seed())
          .withCheckLimit(Durations.parse(annotation.checkLimit()));
    } catch (IllegalArgumentException e) {
      throw new UsageException("@CrashTest: " + e.getMessage(), e);
    }
  }

  private static Duration runLimit(CrashTest annotation) {
    try {
      Duration limit = Durations.parse(annotation.runLimit());
      if (limit.isZero()) {
        throw new IllegalArgumentException("a run needs time, not " + annotation.runLimit());
      }
      return limit;
    } catch (IllegalArgumentException e) {
      throw new UsageException("@CrashTest: " + e.getMessage(), e);
    }
  }

  /** How many states for each failure of a sweep; 0 for none. */
  private static int sweep(CrashTest annotation) {
    if (annotation.sweepStates() < 1) {
      throw new UsageException(
          "@CrashTest: at least one state has to be checked for each failure, not "
              + annotation.sweepStates());
    }
    return annotation.sweep() ? annotation.sweepStates() : 0;
  }

  private record OneProfile(CrashOptions options, Duration runLimit, int sweepStates)
      implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int invocationIndex) {
      return options.profile().name();
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
      return List.of(new Explorer(options, runLimit, sweepStates, new CrashSetup()));
    }
  }

  /** Gives the method its setup, and explores when it has returned. */
  private record Explorer(
      CrashOptions options, Duration runLimit, int sweepStates, CrashSetup setup)
      implements ParameterResolver, AfterTestExecutionCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == CrashSetup.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return setup;
    }

    private Recording recorded(ExtensionContext context) {
      if (setup.faults().isBlank()) {
        try {
          return Recording.of(setup.program(), runLimit);
        } catch (TimeoutException e) {
          throw new UsageException(
              "@CrashTest: " + e.getMessage() + "; let it end, or set a longer runLimit", e);
        }
      }
      try {
        FaultyRecording run =
            FaultyRecording.of(setup.program(), FaultRules.parse(setup.faults()), options);
        run.warnings().forEach(warning -> context.publishReportEntry("warning", warning));
        if (run.ended() instanceof AssertionError failed) {
          throw failed;
        }
        if (run.ended() != null) {
          context.publishReportEntry("ended", "the program ended with " + run.ended());
        }
        return run.recording();
      } catch (IllegalArgumentException e) {
        throw new UsageException("CrashSetup.faults: " + e.getMessage(), e);
      }
    }

    /** Returns what to say of it. */
    private String sweep(CrashChecker checker) {
      SweepOptions all = SweepOptions.DEFAULT.withCrash(options.withStates(sweepStates));
      SweepReport report = Sweep.run(setup.program(), checker, all);
      SweepFinding finding = report.finding();
      if (finding != null) {
        throw new AssertionError(
            String.join(System.lineSeparator(), SweepText.of(finding)), finding.ended());
      }
      if (report.mostPoints() > 0) {
        throw new UsageException(
            "@CrashTest: too few states to try each crash point behind a failure: "
                + report.leftOut()
                + "; set sweepStates to "
                + 2L * report.mostPoints()
                + " or more");
      }
      return "; "
          + report.runs()
          + " failures"
          + (report.leftOut().isEmpty() ? "" : "; " + report.leftOut())
          + partial(report.partial());
    }

    private static String partial(List<String> lines) {
      return String.join("", lines.stream().map(line -> "; " + line).toList());
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
      if (context.getExecutionException().isPresent()) {
        return;
      }
      CrashSetup.Check check = setup.checker();
      CrashChecker checker =
          (directory, acknowledged) -> {
            check.check(directory, acknowledged);
            return "";
          };
      if (sweepStates > 0 && !setup.faults().isBlank()) {
        throw new UsageException(
            "@CrashTest(sweep = true) makes the faults itself; leave CrashSetup.faults out");
      }
      CrashReport report = Exploration.run(recorded(context), checker, options);
      Finding finding = report.finding();
      if (finding != null) {
        throw new AssertionError(
            String.join(System.lineSeparator(), FindingText.of(finding)),
            finding.verdict() instanceof Verdict.Bad(Throwable reason) ? reason : null);
      }
      if (report.reached() < report.points()) {
        throw new UsageException(
            "@CrashTest: too few states to try each crash point: "
                + report.leftOut()
                + "; set states to "
                + 2L * report.points()
                + " or more");
      }
      String swept = sweepStates > 0 ? sweep(checker) : "";
      context.publishReportEntry(
          options.profile().name(),
          report.checked()
              + " states"
              + (report.exhaustive() ? ", which are all" : "")
              + ", "
              + report.duringRecovery()
              + " of crashes during recovery"
              + (report.leftOut().isEmpty() ? "" : "; " + report.leftOut())
              + partial(report.partial())
              + swept);
    }
  }
}
