package dev.faultline.hook;

import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * URLs of files. Those of its class path a program reads on the machine that runs it, as it does
 * its classes; all others name files of its own.
 */
public final class ProgramUrls {
  private ProgramUrls() {}

  /** Leaves the world to read what is on a class path; null to stay. */
  public static @Nullable Context file(URLConnection connection) {
    Program program = Program.current();
    return program == null || isOfClassPath(program, connection.getURL())
        ? Linkage.suspend()
        : null;
  }

  /** The same for what is in a jar. */
  public static @Nullable Context jar(JarURLConnection connection) {
    Program program = Program.current();
    if (program != null && !isOfClassPath(program, connection.getJarFileURL())) {
      throw program.refused(
          "opened the URL " + connection.getURL(),
          "open a jar that is not on its class path with java.util.jar.JarFile");
    }
    return Linkage.suspend();
  }

  /** Called before the JDK makes a class loader for URLs. */
  public static void classPath(URL... urls) {
    Program program = Program.current();
    if (program == null) {
      return;
    }
    for (URL url : urls) {
      if (!isOfClassPath(program, url)) {
        throw program.refused(
            "made a class loader for " + url,
            "add it to the class path of the node, with Jvm.classpath");
      }
    }
  }

  private static boolean isOfClassPath(Program program, URL url) {
    if (!url.getProtocol().equals("file")) {
      return url.getProtocol().equals("jrt");
    }
    try {
      return program.isOfClassPath(Path.of(url.toURI()).normalize().toString());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return false;
    }
  }
}
