package dev.faultline.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command that brings a run back, to paste into a shell.
 *
 * @param command that starts Faultline
 * @param classPath that was given, or null
 */
record ReplayLine(String command, @Nullable String classPath) {
  String of(Path file) {
    List<String> words = new ArrayList<>(List.of(command, "replay", file.toString()));
    if (classPath != null) {
      words.addAll(List.of("--classpath", classPath));
    }
    return HumanText.command(words);
  }
}
