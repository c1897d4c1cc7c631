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
 * A test that runs in many simulated worlds. The method sets a world up, and must not do anything
 * else: it takes a {@link dev.faultline.sim.World}, adds nodes, the system model and properties,
 * and returns; then the world runs. Where a violation is found the method is called again many
 * times, to replay and to shrink the run, on the same instance.
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
 * <p>Up to 1,000 worlds are one invocation each; more are one invocation together, so that only
 * what fails is reported. The worlds of a test come to an end with the first that fails. Values
 * left out come from the settings that {@link dev.faultline.junit the package} lists.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(WorldTestExtension.class)
public @interface WorldTest {
  /** How many worlds; 0 for what the settings say. */
  int worlds() default 0;

  /** The seed of the first world; 0 for what the settings say. */
  long seed() default 0;

  /** How much simulated time, such as {@code 60s}; empty for what the settings say. */
  String time() default "";

  /** How worlds are chosen, as on the command line; empty for what the settings say. */
  String strategy() default "";

  /** Events after which a world is inconclusive; 0 for what the settings say. */
  long maxEvents() default 0;

  /**
   * Changes to the mix of faults that the strategy draws from, such as {@code "kinds=crash+pause,
   * loss=0.05, longest=2s"}; see {@link dev.faultline.explore.FaultMix#changed}. Empty for what the
   * settings say.
   */
  String mix() default "";

  /** How many replays shrinking may take; 0 for what the settings say. */
  int shrinkReplays() default 0;

  /**
   * How much real time shrinking may take, such as {@code 10s}; empty for what the settings say.
   */
  String shrinkTime() default "";

  /**
   * Whether the test fails when its search ends without a proof: because it did not finish within
   * {@link #worlds}, because something was not tried, or because there was no time left. It takes a
   * {@link #strategy} that means to see everything, such as {@code "exhaustive"}; what such a
   * search came to is printed in any case.
   */
  boolean proof() default false;

  /**
   * How many worlds run at once; 0 for what the settings say. What comes of it is the same for
   * every number. The method sets up one world at a time; what it leaves in fields is shared by
   * worlds that run at once.
   */
  int jobs() default 0;

  /** The scenario to run instead of the method's body, which then takes no parameter. */
  Class<? extends Scenario> scenario() default Scenario.class;

  /**
   * Where threads of blocking nodes take turns inside their code, in place of what the test says
   * with {@code world.interleave}: {@code none}, {@code locks}, or packages, separated by commas,
   * whose fields and collections count too.
   */
  String interleave() default "";

  /** Settings of the scenario, each as {@code key=value}. */
  String[] set() default {};
}
