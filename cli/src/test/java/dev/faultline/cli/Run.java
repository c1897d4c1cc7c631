package dev.faultline.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** One command, run in this process as a pipe sees it. */
record Run(int exitCode, String out, String err) {
  static Run faultline(String... args) {
    return faultline(Map.of(), false, args);
  }

  /** As a person at a terminal sees it. */
  static Run onTerminal(Map<String, String> environment, String... args) {
    return faultline(environment, true, args);
  }

  /** As a pipe sees it, with variables of the environment. */
  static Run faultline(Map<String, String> environment, String... args) {
    return faultline(environment, false, args);
  }

  private static Run faultline(Map<String, String> environment, boolean terminal, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.run(
            new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                terminal,
                terminal,
                environment,
                Terminal.DEFAULT_COMMAND),
            args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Standard output as the one document that it has to be. */
  JsonObject json() {
    return JsonParser.parseString(out).getAsJsonObject();
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
