package dev.faultline.chaos.monkey.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which processes listen at a TCP port, by the tables of proc_pid_net(5). */
final class Listeners {
  private static final String LISTENING = "0A";

  private Listeners() {}

  static List<ProcessView> at(Procfs procfs, int port) throws IOException {
    Set<String> sockets = sockets(procfs, port);
    List<ProcessView> found = new ArrayList<>();
    if (!sockets.isEmpty()) {
      for (ProcessView view : procfs.all()) {
        if (has(procfs, view.id(), sockets)) {
          found.add(view);
        }
      }
    }
    return found;
  }

  private static Set<String> sockets(Procfs procfs, int port) throws IOException {
    Set<String> sockets = new TreeSet<>();
    String suffix = "%04X".formatted(port);
    for (String table : List.of("net/tcp", "net/tcp6")) {
      String text = Procfs.read(procfs.root().resolve(table)).orElse("");
      for (String line : text.lines().skip(1).toList()) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length > 9 && fields[1].endsWith(":" + suffix) && fields[3].equals(LISTENING)) {
          sockets.add("socket:[" + fields[9] + "]");
        }
      }
    }
    return sockets;
  }

  private static boolean has(Procfs procfs, ProcessId id, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(procfs.file(id, "fd"))) {
      for (Path descriptor : descriptors) {
        try {
          if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
            return true;
          }
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
          continue;
        }
      }
    } catch (IOException e) {
      // Of another user, or gone: whoever may not see its descriptors may not strike it either.
      return false;
    }
    return false;
  }
}
