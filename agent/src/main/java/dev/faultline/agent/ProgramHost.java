package dev.faultline.agent;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What hears of a program that runs as an incarnation of a node. All methods are called by threads
 * of the program, in their turns.
 */
public interface ProgramHost {
  /**
   * The program has written a line to one of its standard streams.
   *
   * @param error whether that was standard error
   */
  void line(boolean error, String text);

  /** The network that the program sees. */
  ProgramNetwork network();

  /** A new server for the program's management beans, an {@code MBeanServer}. Asked for once. */
  Object newBeanServer();

  /** The root of the program's files, in a file system of its own. Asked for once. */
  Path root();

  /**
   * Whether a file of the machine that runs the program is one of its class path, or in a folder of
   * it.
   */
  boolean isOfClassPath(String path);

  /**
   * The process is over: the program ended it, or its last thread that is no daemon has ended.
   * Nothing of it runs again.
   *
   * @return what is wrong with that, which is a finding; or null
   */
  @Nullable Throwable ended(int status);
}
