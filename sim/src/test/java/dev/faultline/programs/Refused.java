package dev.faultline.programs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.channels.Pipe;
import java.nio.file.FileSystems;
import java.rmi.registry.LocateRegistry;
import java.util.prefs.Preferences;

/** Uses what no world simulates. */
public final class Refused {
  private Refused() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "preferences" -> System.out.println(Preferences.userRoot().get("a", "b"));
      case "rmi" -> System.out.println(LocateRegistry.createRegistry(1099));
      case "console" -> {
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
          out.write('x');
        }
      }
      case "pipe" -> System.out.println(Pipe.open());
      case "watch" -> System.out.println(FileSystems.getDefault().newWatchService());
      case "pid" -> System.out.println(ProcessHandle.current().pid());
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
