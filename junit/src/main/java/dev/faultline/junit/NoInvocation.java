package dev.faultline.junit;

import dev.faultline.explore.Scenario;
import org.opentest4j.TestAbortedException;

/** There is no time left. */
final class NoInvocation extends WorldInvocation {
  NoInvocation(TestRun run) {
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
            + ", ran out before this test searched a new world";
    if (run.mustProve()) {
      throw new WorldFailure("the test asks for a proof, but there is none: " + why);
    }
    throw new TestAbortedException(why);
  }
}
