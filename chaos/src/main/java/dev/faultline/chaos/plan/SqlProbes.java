package dev.faultline.chaos.plan;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks databases through their own JDBC drivers. Thread-safe. */
final class SqlProbes implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final Path folder;
  private final Map<String, String> variables;
  private final Map<Path, URLClassLoader> jars = new TreeMap<>();

  /**
   * Drivers of a plan.
   *
   * @param folder to which their jars are relative
   * @param variables that {@code $NAME} may name, before those of this process
   */
  SqlProbes(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = variables;
  }

  Probes.Answer ask(Probe.Sql probe) {
    Driver driver;
    try {
      driver = driver(probe);
    } catch (IOException | SQLException e) {
      return new Probes.Answer.Error(String.valueOf(e.getMessage()));
    }
    try (Connection connection = driver.connect(probe.url(), new Properties())) {
      if (connection == null) {
        return new Probes.Answer.Error("the driver does not take the URL '" + probe.url() + "'");
      }
      return answer(probe, connection);
    } catch (SQLException e) {
      String said = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
      return isDown(e) ? new Probes.Answer.Unanswered(said) : new Probes.Answer.Error(said);
    }
  }

  private static Probes.Answer answer(Probe.Sql probe, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(PATIENCE_SECONDS);
      try (ResultSet rows = statement.executeQuery(probe.query())) {
        if (!rows.next()) {
          return new Probes.Answer.No("there is no row");
        }
        if (probe.expected().isEmpty()) {
          return new Probes.Answer.Yes();
        }
        @Nullable String seen = rows.getString(1);
        String text = seen == null ? "NULL" : seen.strip();
        return text.equals(probe.expected().get())
            ? new Probes.Answer.Yes()
            : new Probes.Answer.No("'" + text + "', expected '" + probe.expected().get() + "'");
      }
    }
  }

  /**
   * Whether the server is unavailable: SQLSTATE class 08, no connection, or 57, operator
   * intervention, such as a server that starts or stops. Any other class is an error in the query.
   */
  private static boolean isDown(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57"));
  }

  private Driver driver(Probe.Sql probe) throws IOException, SQLException {
    Path jar = jar(probe.driver());
    for (Driver one : ServiceLoader.load(Driver.class, loader(jar))) {
      if (one.acceptsURL(probe.url())) {
        return one;
      }
    }
    throw new IOException(jar + " has no driver for '" + probe.url() + "'");
  }

  private Path jar(String written) throws IOException {
    String text = written;
    if (text.startsWith("$")) {
      String name = text.substring(1);
      text =
          Optional.ofNullable(variables.get(name))
              .or(() -> Optional.ofNullable(System.getenv(name)))
              .filter(value -> !value.isEmpty())
              .orElseThrow(() -> new IOException("the variable " + name + " is not set"));
    }
    Path jar = folder.resolve(text);
    if (!Files.isRegularFile(jar)) {
      throw new IOException("there is no driver " + jar);
    }
    return jar;
  }

  private synchronized ClassLoader loader(Path jar) throws MalformedURLException {
    URLClassLoader there = jars.get(jar);
    if (there == null) {
      there = new URLClassLoader(new URL[] {jar.toUri().toURL()});
      jars.put(jar, there);
    }
    return there;
  }

  @Override
  public synchronized void close() {
    for (URLClassLoader jar : jars.values()) {
      try {
        jar.close();
      } catch (IOException e) {
        // No probe uses this driver any more.
        assert e != null;
      }
    }
    jars.clear();
  }
}
