package dev.faultline.junit;

import dev.faultline.explore.Scenario;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs in many simulated worlds. The method only sets up a world: it takes a {@link
 * dev.faultline.sim.World}, adds nodes, the system model and properties, and returns; then the
 * world runs. After a violation the method is called many more times on the same instance, to
 * replay and shrink the run.
 *
 * <pre>{@code
 * @WorldTest(worlds = 1_000)
 * void no_payment_is_lost(World world) {
 *   List<Address> ledger = world.nodes(3, "ledger", Ledger::new);
 *   world.model(partiallySynchronous().crashRecovery(1).fairLossLinks());
 *   world.always("no payment is lost", () -> …);
 * }
 * }</pre>
 *
 * <p>Up to 1,000 worlds are reported as one invocation each. More worlds are one invocation
 * together, so that only failures are reported. A test stops at the first world that fails. Values
 * that are not given come from the settings that {@link dev.faultline.junit the package} lists.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(WorldTestExtension.class)
public @interface WorldTest {
  /** How many worlds; 0 for the settings' value. */
  int worlds() default 0;

  /** The seed of the first world; 0 for the settings' value. */
  long seed() default 0;

  /** How much simulated time, such as {@code 60s}; empty for the settings' value. */
  String time() default "";

  /** The strategy that chooses worlds, as on the command line; empty for the settings' value. */
  String strategy() default "";

  /** The number of events after which a world is inconclusive; 0 for the settings' value. */
  long maxEvents() default 0;

  /**
   * Changes to the mix of faults that the strategy draws from, such as {@code "kinds=crash+pause,
   * loss=0.05, longest=2s"}; see {@link dev.faultline.explore.FaultMix#changed}. Empty for the
   * settings' value.
   */
  String mix() default "";

  /** How many replays shrinking may take; 0 for the settings' value. */
  int shrinkReplays() default 0;

  /** How much real time shrinking may take, such as {@code 10s}; empty for the settings' value. */
  String shrinkTime() default "";

  /**
   * Whether the test fails when its search ends without a proof: because it did not finish within
   * {@link #worlds}, because a choice was not tried, or because the time was up. Needs a {@link
   * #strategy} that covers everything, such as {@code "exhaustive"}. The result of such a search is
   * printed in any case.
   */
  boolean proof() default false;

  /**
   * How many worlds run at once; 0 for the settings' value. The result is the same for every
   * number. The method sets up one world at a time; worlds that run at once share the test
   * instance's fields.
   */
  int jobs() default 0;

  /** The scenario to run instead of the method's body, which then takes no parameter. */
  Class<? extends Scenario> scenario() default Scenario.class;

  /**
   * Where the threads of blocking nodes may be switched inside their code; overrides {@code
   * world.interleave} in the test. {@code none}, {@code locks}, or packages, separated by commas,
   * whose accesses to fields and collections are switching points too.
   */
  String interleave() default "";

  /** Settings of the scenario, each as {@code key=value}. */
  String[] set() default {};
}
