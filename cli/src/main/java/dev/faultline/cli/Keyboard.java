package dev.faultline.cli;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;

/**
 * Where a command reads answers of a person from.
 *
 * @param in what is typed
 * @param isTerminal whether a person types it
 */
record Keyboard(Reader in, boolean isTerminal) {
  /** Where nobody types anything. */
  static final Keyboard NONE = new Keyboard(Reader.nullReader(), false);

  /** That of this process. */
  static Keyboard ofProcess() {
    Charset charset = Charset.forName(System.getProperty("stdin.encoding", "UTF-8"));
    return new Keyboard(new InputStreamReader(System.in, charset), Terminal.isTerminal(0));
  }
}
