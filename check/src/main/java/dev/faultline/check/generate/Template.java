package dev.faultline.check.generate;

import dev.faultline.check.generate.TransactionLog.Access;
import dev.faultline.check.generate.TransactionLog.Ending;
import dev.faultline.check.generate.TransactionLog.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The transactions of a planted anomaly, read from its text. */
final class Template {

  private final List<Transaction> transactions = new ArrayList<>();
  private final Map<String, Integer> clientOf = new LinkedHashMap<>();
  private final String suffix;
  private final boolean lists;
  private int nextClient;

  Template(PlantedAnomaly anomaly, boolean lists, long from, int firstClient) {
    this.lists = lists;
    this.suffix = "-" + anomaly + "-" + from;
    this.nextClient = firstClient;
    long position = from;
    for (String group : anomaly.template(lists).split(">")) {
      String[] together = group.split("\\|");
      for (int i = 0; i < together.length; i++) {
        add(together[i].strip(), position + i, position + together.length + i);
      }
      position += 2L * together.length;
    }
  }

  List<Transaction> transactions() {
    return transactions;
  }

  private void add(String text, long called, long returned) {
    String rest = text;
    int client;
    int colon = rest.indexOf(':');
    if (colon < 0) {
      client = nextClient++;
    } else {
      client = clientOf.computeIfAbsent(rest.substring(0, colon), _ -> nextClient++);
      rest = rest.substring(colon + 1).strip();
    }
    boolean aborted = rest.startsWith("abort ");
    rest = aborted ? rest.substring("abort ".length()) : rest;
    var accesses = new ArrayList<Access>();
    for (String one : rest.split(";")) {
      String[] words = one.strip().split(" ", 3);
      boolean write = !words[0].equals("read");
      accesses.add(new Access(write, words[1] + suffix, value(words[2], write)));
    }
    var ending = aborted ? Ending.ABORTED : Ending.COMMITTED;
    transactions.add(new Transaction(client, List.copyOf(accesses), ending, called, returned));
  }

  private @Nullable Object value(String word, boolean write) {
    if (lists && !write) {
      var list = new ArrayList<Long>();
      for (String one : word.substring(1, word.length() - 1).split(" ")) {
        if (!one.isEmpty()) {
          list.add(Long.parseLong(one));
        }
      }
      return List.copyOf(list);
    }
    return word.equals("nil") ? null : (Object) Long.parseLong(word);
  }
}
