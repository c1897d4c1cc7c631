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
