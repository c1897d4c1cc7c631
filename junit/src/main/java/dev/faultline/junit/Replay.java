package dev.faultline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A replay file that a {@link WorldTest} keeps as a regression case and runs before all other
 * worlds. The test passes when the run no longer violates a property. It fails when the run is
 * inconclusive, or when the file belongs to another test, for example because the method was
 * renamed. A file that no longer fits the program, because its nodes or its system model have
 * changed, is reported as aborted, which is not a pass.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Replays.class)
public @interface Replay {
  /** A resource, relative to the test class. */
  String value();
}
