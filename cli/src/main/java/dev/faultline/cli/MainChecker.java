package dev.faultline.cli;

import dev.faultline.agent.RedirectedFiles;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.OrdinaryFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An ordinary program as a checker. Its {@code main} gets the directory and then the
 * acknowledgements; the state is bad where it throws, or exits with another status than 0.
 */
final class MainChecker implements CrashChecker {
  private final MainMethod main;

  MainChecker(MainMethod main) {
    this.main = main;
  }

  @Override
  public String check(Path directory, List<String> acknowledged) throws Exception {
    try (OrdinaryFiles files = OrdinaryFiles.of(directory)) {
      List<String> arguments = new ArrayList<>(acknowledged);
      arguments.addFirst(files.path().toString());
      main.run(files, arguments.toArray(String[]::new));
    } catch (Error e) {
      if (RedirectedFiles.exitStatus(e).orElse(1) != 0) {
        throw e;
      }
    }
    return "";
  }
}
