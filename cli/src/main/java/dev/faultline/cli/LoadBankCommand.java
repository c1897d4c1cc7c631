package dev.faultline.cli;

import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Transfers between the accounts of a bank in a database. */
@Command(
    name = "bank",
    description = {
      "Clients move money between the accounts of a table and read all balances, over JDBC, each in"
          + " a serializable transaction, and what they saw is a history of the model 'bank'. A"
          + " transfer whose commit is not answered may have happened, and is recorded so.",
      "It ends when it is told to (SIGTERM, Ctrl-C), or after --operations."
    },
    footer = {
      "",
      "Example:",
      "  ./faultline load bank --driver postgresql.jar --history bank.edn"
          + " --url 'jdbc:postgresql://127.0.0.1/bank?user=me&connectTimeout=2&socketTimeout=2'"
    })
final class LoadBankCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      description =
          "Of the database, as its driver reads it; bound how long an answer may take, as the"
              + " driver has it.")
  private String url = "";

  @Option(
      names = "--driver",
      required = true,
      paramLabel = "JAR",
      description = "The database's JDBC driver.")
  private Path driver = Path.of("");

  @Option(
      names = "--history",
      required = true,
      paramLabel = "FILE",
      description = "Where the history is written; a file that is there is replaced.")
  private Path file = Path.of("");

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "Made where it is not there; default: ${DEFAULT-VALUE}.")
  private String table = "faultline_bank";

  @Option(
      names = "--accounts",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many a new table gets; default: ${DEFAULT-VALUE}.")
  private int accounts = 5;

  @Option(
      names = "--balance",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "What is in each of them at first; default: ${DEFAULT-VALUE}.")
  private int balance = 100;

  @Option(
      names = "--clients",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "How many at a time; default: ${DEFAULT-VALUE}.")
  private int clients = 3;

  @Option(
      names = "--rate",
      paramLabel = "N",
      converter = Converters.Positive.class,
      description = "Operations a second of each client, at most; default: ${DEFAULT-VALUE}.")
  private int rate = 50;

  @Option(
      names = "--operations",
      paramLabel = "N",
      converter = Converters.PositiveLong.class,
      description = "How many in all; default: no end.")
  private long operations = Long.MAX_VALUE;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      converter = Converters.Seed.class,
      description = "From which the operations of each client follow; default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  LoadBankCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!table.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
      throw new UsageException("--table is '" + table + "', expected letters, digits, '_' and '.'");
    }
    if (!Files.isRegularFile(driver)) {
      throw new UsageException("--driver is " + driver + ", where there is no jar");
    }
    try (URLClassLoader jar = new URLClassLoader(new URL[] {url(driver)});
        HistoryFile history = new HistoryFile(file, terminal.environment())) {
      BankLoad bank = new BankLoad(driver(jar), url, table, history);
      bank.open(accounts, balance);
      long done = new ClientLoad(bank, rate, operations).runUntilToldToEnd(clients, seed);
      terminal.out().println(HumanText.count(done, "operation") + " in " + file);
    } catch (SQLException e) {
      throw new UsageException("the bank cannot be opened: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UsageException("the history cannot be written: " + e.getMessage(), e);
    }
    return ExitCode.NO_VIOLATION.number();
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }

  private Driver driver(URLClassLoader jar) throws SQLException {
    @Nullable Driver found = null;
    for (Driver one : ServiceLoader.load(Driver.class, jar)) {
      if (found == null && one.acceptsURL(url)) {
        found = one;
      }
    }
    if (found == null) {
      throw new UsageException("--driver " + driver + " has no driver for --url '" + url + "'");
    }
    return found;
  }
}
