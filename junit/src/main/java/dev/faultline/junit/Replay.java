package dev.faultline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A replay file that is kept with a {@link WorldTest} as a regression case and run before all other
 * worlds. The test passes when the run no longer violates anything, and fails when nothing can be
 * said about the run, or when the file is one of another test: the method was renamed. A file that
 * does not fit the program any more, because its nodes or its system model are others, is reported
 * as aborted, which is not a pass.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Replays.class)
public @interface Replay {
  /** A resource, relative to the test class. */
  String value();
}
