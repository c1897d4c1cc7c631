package dev.faultline.bench.check;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes a file of strictly serializable list-append transactions, as large as wanted: ten keys at
 * a time, each for twenty appends.
 */
final class AppendFile {

  private static final int KEYS = 10;
  private static final int APPENDS_PER_KEY = 20;
  private static final int MOST_OPERATIONS = 4;

  private final Random random;
  private final BufferedWriter out;
  private final List<List<Integer>> lists = new ArrayList<>();
  private final int[] keyAt = new int[KEYS];
  private final int[] appendsAt = new int[KEYS];
  private int nextKey = KEYS;
  private int index;

  private AppendFile(Random random, BufferedWriter out) {
    this.random = random;
    this.out = out;
    for (int i = 0; i < KEYS; i++) {
      keyAt[i] = i;
      lists.add(new ArrayList<>());
    }
  }

  static void write(Path file, int transactions, int clients, long seed) throws IOException {
    try (var out = Files.newBufferedWriter(file)) {
      new AppendFile(new Random(seed), out).write(transactions, clients);
    }
  }

  /** A transaction takes effect when it ends, so that those of all clients overlap. */
  private void write(int transactions, int clients) throws IOException {
    List<List<int[]>> open = new ArrayList<>();
    for (int c = 0; c < clients; c++) {
      open.add(List.of());
    }
    int begun = 0;
    int running = 0;
    while (begun < transactions || running > 0) {
      int client = random.nextInt(clients);
      if (!open.get(client).isEmpty()) {
        end(client, open.get(client));
        open.set(client, List.of());
        running--;
      } else if (begun < transactions) {
        open.set(client, begin(client));
        begun++;
        running++;
      }
    }
  }

  /** Pairs of a key and the value to append, 0 to read. */
  private List<int[]> begin(int client) throws IOException {
    var operations = new ArrayList<int[]>();
    int length = 1 + random.nextInt(MOST_OPERATIONS);
    for (int i = 0; i < length; i++) {
      int at = random.nextInt(KEYS);
      int key = keyAt[at];
      boolean read = random.nextBoolean();
      operations.add(new int[] {key, read ? 0 : ++appendsAt[at]});
      if (!read && appendsAt[at] == APPENDS_PER_KEY) {
        keyAt[at] = nextKey++;
        appendsAt[at] = 0;
        lists.add(new ArrayList<>());
      }
    }
    event(client, "invoke", operations, false);
    return operations;
  }

  private void end(int client, List<int[]> operations) throws IOException {
    event(client, "ok", operations, true);
  }

  private void event(int client, String type, List<int[]> operations, boolean effect)
      throws IOException {
    out.write("{:type :" + type + ", :f :txn, :value [");
    for (int[] op : operations) {
      if (op[1] > 0) {
        out.write("[:append " + op[0] + " " + op[1] + "] ");
        if (effect) {
          lists.get(op[0]).add(op[1]);
        }
      } else {
        String seen = effect ? lists.get(op[0]).toString().replace(",", "") : "nil";
        out.write("[:r " + op[0] + " " + seen + "] ");
      }
    }
    out.write("], :process " + client + ", :index " + index++ + "}\n");
  }
}
