package dev.faultline.mount;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Sends commands to the process that serves a mount. Its port is found in the system's mount table.
 * Thread-safe.
 */
public final class MountControl {
  private static final String SOURCE = "faultline@127.0.0.1:";
  private static final int OK = 200;

  private final Path point;
  private final int port;

  private MountControl(Path point, int port) {
    this.point = point;
    this.port = port;
  }

  /** The device name in the mount table of a mount whose process listens at this port. */
  static String source(int port) {
    return SOURCE + port;
  }

  /**
   * The mount at a point.
   *
   * @throws MountException if none is mounted there, or its process does not listen
   */
  public static MountControl at(Path point) throws MountException {
    Path real = MountPoint.resolved(point);
    try {
      if (!MountTable.isOurs(real)) {
        throw new MountException("no mount of faultline is at " + point);
      }
      String source = MountTable.sourceOf(real);
      if (!source.startsWith(SOURCE)) {
        throw new MountException("the mount at " + point + " takes no commands");
      }
      return new MountControl(point, Integer.parseInt(source.substring(SOURCE.length())));
    } catch (IOException e) {
      throw new MountException("mount point " + point + ": " + e.getMessage());
    }
  }

  /**
   * Sends one command and waits until it is done.
   *
   * @param verb the HTTP method
   * @param path such as {@code /crash}
   * @return the lines of the answer
   * @throws MountException if it cannot be done, with the reason
   */
  public List<String> ask(String verb, String path, Map<String, String> parameters, String body)
      throws MountException {
    StringBuilder query = new StringBuilder();
    parameters.forEach((name, value) ->
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + path + query)
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      connection.setRequestMethod(verb);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      boolean good = connection.getResponseCode() == OK;
      try (InputStream in = good ? connection.getInputStream() : connection.getErrorStream()) {
        String said =
            in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        if (!good) {
          throw new MountException(said);
        }
        return said.lines().toList();
      }
    } catch (ConnectException e) {
      throw new MountException(
          "the process of the mount at " + point + " has ended; disk unmount removes the mount");
    } catch (IOException e) {
      throw new MountException("the mount at " + point + " does not answer: " + e.getMessage());
    }
  }
}
