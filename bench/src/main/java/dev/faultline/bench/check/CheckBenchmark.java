package dev.faultline.bench.check;

import dev.faultline.bench.Benchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The figures of the checker. */
public final class CheckBenchmark implements Benchmark {

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String description() {
    return "times of checks; arguments: [DATA, a folder with Porcupine's histories] [ROW...]";
  }

  @Override
  public void run(List<String> args) throws Exception {
    var names = new ArrayList<>(args);
    Path data = null;
    if (!names.isEmpty() && Files.isDirectory(Path.of(names.getFirst()))) {
      data = Path.of(names.removeFirst());
    }
    var rows = new ArrayList<Row>();
    var missing = new ArrayList<>(names);
    for (Rows group :
        List.of(new ObjectRows(data), new ColdRows(), new TransactionRows(), new ScaleRows())) {
      for (String row : group.names()) {
        if (names.isEmpty() && !group.onlyByName(row) || names.contains(row)) {
          rows.add(group.row(row));
          missing.remove(row);
        }
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("no such row, or its data is not given: " + missing);
    }
    Row.measure(rows);
    System.out.printf("heap limit %d MB%n", Runtime.getRuntime().maxMemory() >> 20);
  }

  /** Rows that are prepared only when asked for. */
  interface Rows {
    List<String> names();

    Row row(String name) throws Exception;

    /** Whether a row takes so long, or so much memory, that it is measured only when named. */
    default boolean onlyByName(String name) {
      return false;
    }
  }
}
