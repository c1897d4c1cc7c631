package dev.faultline.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a command writes to and what it knows about its surroundings.
 *
 * @param out for results
 * @param err for errors and progress
 * @param outIsTerminal whether a person sees {@code out} rather than a file or a program
 * @param errIsTerminal the same for {@code err}
 * @param environment variables
 * @param command with which the process was started, for commands to paste
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment,
    String command) {

  /** How the launcher in the root of the repository is called from there. */
  static final String DEFAULT_COMMAND = "./faultline";

  /** That of this process; the launcher says how it was called. */
  static Terminal ofProcess() {
    Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    return new Terminal(
        StandardOutput.to(new FileOutputStream(FileDescriptor.out), charset),
        new PrintWriter(System.err, true, charset),
        isTerminal(1),
        isTerminal(2),
        System.getenv(),
        System.getProperty("faultline.command", DEFAULT_COMMAND));
  }

  /**
   * The JDK answers for standard input and output together only, so ask the system where it can
   * tell.
   */
  static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    if (Files.isSymbolicLink(link)) {
      try {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      } catch (IOException e) {
        return false;
      }
    }
    return System.console() != null && System.console().isTerminal();
  }

  private boolean isDumb() {
    return "dumb".equals(environment.get("TERM"));
  }

  /** Colour for what goes to {@code out}; see no-color.org. */
  Paint outPaint() {
    return new Paint(outIsTerminal && mayColour());
  }

  Paint errPaint() {
    return new Paint(errIsTerminal && mayColour());
  }

  private boolean mayColour() {
    return !isDumb() && environment.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Whether a line on {@code err} can be drawn over. */
  boolean canRedraw() {
    return errIsTerminal && !isDumb();
  }
}
