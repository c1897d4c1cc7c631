package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CheckCommandTest {
  private static final String VALID =
      event(0, "invoke", "write", "1")
          + event(0, "ok", "write", "1")
          + event(1, "invoke", "read", "nil")
          + event(1, "ok", "read", "1");
  private static final String STALE =
      event(0, "invoke", "write", "1")
          + event(0, "ok", "write", "1")
          + event(1, "invoke", "read", "nil")
          + event(1, "ok", "read", "nil");
  private static final String MALFORMED =
      event(0, "invoke", "write", "1") + event(1, "ok", "write", "1");

  @TempDir Path folder;

  private static String event(int process, String type, String f, String value) {
    return "{:process " + process + ", :type :" + type + ", :f :" + f + ", :value " + value + "}\n";
  }

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  private static Run check(String... files) {
    var args = new ArrayList<>(List.of("check", "--model", "register", "--level", "linearizable"));
    args.addAll(List.of(files));
    return Run.faultline(args.toArray(String[]::new));
  }

  /** Issue 22. */
  @Test
  void files_checked_elsewhere_give_the_same_output_and_exit_code_as_here() throws IOException {
    Path store = Files.createDirectory(folder.resolve("store"));
    Files.writeString(store.resolve("history.edn"), STALE);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("valid.edn.gz")))) {
      out.write(VALID.getBytes(StandardCharsets.UTF_8));
    }
    String valid = file("valid.edn", VALID);
    String stale = file("stale.edn", STALE);
    List<String> all =
        List.of(
            folder.resolve("gone.edn").toString(),
            valid,
            stale,
            file("malformed.edn", MALFORMED),
            folder.resolve("valid.edn.gz").toString(),
            store.toString(),
            Files.createDirectory(folder.resolve("empty")).toString(),
            valid);
    for (List<String> files : List.of(all, List.of(valid), List.of(valid, stale))) {
      for (String option : List.of("--every-part", "--json")) {
        List<String> args = new ArrayList<>(files);
        args.add(option);
        Run here = check(args.toArray(String[]::new));
        args.addAll(List.of("--engine", "here"));
        Run elsewhere = check(args.toArray(String[]::new));

        assertThat(withoutTimes(elsewhere.out())).isEqualTo(withoutTimes(here.out()));
        assertThat(elsewhere.err()).isEqualTo(here.err());
        assertThat(elsewhere.exitCode()).isEqualTo(here.exitCode());
      }
    }
    Path picture = folder.resolve("picture.html");
    check(valid, stale, "--html", picture.toString(), "--engine", "here");
    assertThat(picture).content().contains("stale.edn");
  }

  private static String withoutTimes(String out) {
    return out.replaceAll("[0-9.]+ ms", "TIME ms")
        .replaceAll("\"milliseconds\": [0-9.E-]+", "\"milliseconds\": TIME");
  }

  @Test
  void an_engine_that_is_not_there_and_options_without_one_are_one_line() throws IOException {
    String valid = file("valid.edn", VALID);
    assertThat(check(valid, "--engine", "moon").exitCode()).isEqualTo(2);
    assertThat(check(valid, "--engine", "moon").err()).contains("no engine 'moon'");
    assertThat(check(valid, "--master", "local[2]").err()).contains("--engine spark");
    assertThat(check(valid, "--follow", "--engine", "here").err()).contains("--follow");
  }

  @Test
  void what_was_skipped_and_who_the_clients_are_is_in_the_answer() throws IOException {
    String nemesis = "{:process :nemesis, :type :info, :f :start}\n";
    String named = file("named.edn", STALE.replace(":process 1", ":process :c1") + nemesis);
    var text = check(named);
    assertThat(text.exitCode()).isEqualTo(1);
    assertThat(text.out()).contains("1 nemesis event skipped").contains("client 1 is :c1");
    var json = JsonParser.parseString(check(named, "--json").out()).getAsJsonArray().get(0);
    var object = json.getAsJsonObject();
    assertThat(object.getAsJsonObject("skipped").get("nemesis").getAsInt()).isEqualTo(1);
    assertThat(object.getAsJsonObject("clients").get("1").getAsString()).isEqualTo(":c1");
  }

  @Test
  void a_folder_is_a_run_of_jepsens_store() throws IOException {
    Path run = Files.createDirectory(folder.resolve("latest"));
    assertThat(check(run.toString()).err() + check(run.toString()).out()).contains("history.edn");
    Files.writeString(run.resolve("history.edn"), VALID);
    assertThat(check(run.toString()).exitCode()).isEqualTo(0);
  }

  @Test
  void a_history_that_the_memory_does_not_hold_is_unknown() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append(event(0, "invoke", "write", "" + i)).append(event(0, "ok", "write", "" + i));
    }
    var run = check(file("large.edn", text.toString()), "--memory", "1m");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).contains("needs more than 1 MB while reading");
  }

  @Test
  void all_levels_read_within_the_memory_too() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      text.append(event(0, "invoke", "write", "" + i)).append(event(0, "ok", "write", "" + i));
    }
    String large = file("large.edn", text.toString());
    var run =
        Run.faultline("check", large, "--model", "register", "--level", "all", "--memory", "1m");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out())
        .contains("unknown linearizable: needs more than 1 MB while reading")
        .contains("unknown pram: needs more than 1 MB while reading");
  }

  @Test
  void all_levels_of_the_standard_input() {
    var before = System.in;
    System.setIn(new ByteArrayInputStream(VALID.getBytes(StandardCharsets.UTF_8)));
    try {
      var run = Run.faultline("check", "-", "--model", "register", "--level", "all");
      assertThat(run.exitCode()).isEqualTo(0);
      assertThat(run.out()).contains("strongest that hold: linearizable");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void an_initial_value_is_what_each_object_holds_at_first() throws IOException {
    String plain =
        file("initial.edn", event(0, "invoke", "read", "nil") + event(0, "ok", "read", "7"));
    assertThat(check(plain).exitCode()).isEqualTo(1);
    assertThat(check(plain, "--initial", "7").exitCode()).isEqualTo(0);
    assertThat(check(plain, "--initial", "8").exitCode()).isEqualTo(1);
    String keyed =
        file(
            "keyed.edn",
            event(0, "invoke", "read", "[:a nil]")
                + event(0, "ok", "read", "[:a 7]")
                + event(0, "invoke", "cas", "[:b [7 8]]")
                + event(0, "ok", "cas", "[:b [7 8]]"));
    String json =
        file(
            "initial.jsonl",
            """
            {"process":0,"type":"invoke","f":"add-and-get","value":1}
            {"process":0,"type":"ok","f":"add-and-get","value":[1,8]}
            """);
    assertThat(of(keyed, "cas-register", "7").exitCode()).isEqualTo(0);
    assertThat(of(keyed, "cas-register", "nil").exitCode()).isEqualTo(1);
    assertThat(of(json, "counter", "7").exitCode()).isEqualTo(0);
    assertThat(of(json, "counter", "6").exitCode()).isEqualTo(1);
    assertThat(of(json, "counter", "x").err()).contains("must be a whole number, not x");
    assertThat(of(json, "queue", "7").err()).contains("an initial value is for the models");
    assertThat(of(plain, "register", "7 8").err()).contains("7 8 is not a value of EDN");
  }

  private static Run of(String file, String model, String initial) {
    return Run.faultline(
        "check", file, "--model", model, "--level", "linearizable", "--initial", initial);
  }

  @Test
  void each_verdict_has_its_exit_code() throws IOException {
    assertThat(check(file("valid.edn", VALID)).exitCode()).isEqualTo(0);
    assertThat(check(file("stale.edn", STALE)).exitCode()).isEqualTo(1);
    assertThat(check(file("malformed.edn", MALFORMED)).exitCode()).isEqualTo(2);
    assertThat(check(file("empty.edn", "")).exitCode()).isEqualTo(3);
  }

  @Test
  void many_files_get_a_line_each_and_totals_and_the_worst_exit_code() throws IOException {
    String valid = file("valid.edn", VALID);
    String stale = file("stale.edn", STALE);
    String malformed = file("malformed.edn", MALFORMED);
    String empty = file("empty.edn", "");

    Run all = check(valid, stale, empty, malformed);
    assertThat(all.exitCode()).isEqualTo(2);
    assertThat(all.out().lines()).hasSize(5);
    assertThat(all.out()).endsWith("1 valid, 1 invalid, 1 unknown, 1 malformed\n");
    assertThat(check(valid, stale, empty).exitCode()).isEqualTo(1);
    assertThat(check(valid, empty).exitCode()).isEqualTo(3);
    assertThat(check(valid, valid).exitCode()).isEqualTo(0);
  }

  @Test
  void a_malformed_file_is_named_with_its_line() throws IOException {
    String malformed = file("malformed.edn", MALFORMED);
    assertThat(check(malformed).out())
        .contains(malformed + ":2:", "process 1 ends an operation that it never called");
    assertThat(check(folder.resolve("none.edn").toString()).out()).contains("no such file");
    assertThat(check(folder.resolve("none.edn").toString()).exitCode()).isEqualTo(2);
  }

  @Test
  void json_is_one_array_with_everything_about_each_file() throws IOException {
    String stale = file("stale.edn", STALE);
    Run run = check("--json", file("valid.edn", VALID), stale);
    JsonArray array = JsonParser.parseString(run.out()).getAsJsonArray();
    assertThat(array).hasSize(2);
    var valid = array.get(0).getAsJsonObject();
    var invalid = array.get(1).getAsJsonObject();
    assertThat(valid.get("verdict").getAsString()).isEqualTo("valid");
    assertThat(valid.get("operations").getAsInt()).isEqualTo(2);
    assertThat(valid.get("milliseconds").getAsDouble()).isPositive();
    assertThat(invalid.get("file").getAsString()).isEqualTo(stale);
    assertThat(invalid.get("verdict").getAsString()).isEqualTo("invalid");
    assertThat(invalid.get("evidence").getAsJsonObject().get("explanation").getAsString())
        .contains("read -> ok nil");
  }

  @Test
  void json_lines_and_etcd_logs_and_gzip_are_recognised() throws IOException {
    String json =
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":1}\n"
            + "{\"process\":0,\"type\":\"ok\",\"f\":\"write\",\"value\":1}\n";
    String etcd =
        "INFO  jepsen.util - 0\t:invoke\t:write\t1\nINFO  jepsen.util - 0\t:ok\t:write\t1\n";
    Path packed = folder.resolve("stale.edn.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(STALE.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    assertThat(check(file("a.json", json)).exitCode()).isEqualTo(0);
    assertThat(check(file("a.log", etcd)).exitCode()).isEqualTo(0);
    assertThat(check(packed.toString()).exitCode()).isEqualTo(1);
  }

  @Test
  void a_wrong_model_or_level_names_the_right_ones() throws IOException {
    String valid = file("valid.edn", VALID);
    Run model = Run.faultline("check", valid, "--model", "regster", "--level", "linearizable");
    assertThat(model.exitCode()).isEqualTo(2);
    assertThat(model.err()).contains("unknown model regster", "cas-register");
    Run level = Run.faultline("check", valid, "--model", "queue", "--level", "causal");
    assertThat(level.exitCode()).isEqualTo(2);
    assertThat(level.err()).contains("queue has no level causal", "sequential");
  }

  @Test
  void a_picture_is_one_page_without_other_files() throws IOException {
    Path page = folder.resolve("page.html");
    check("--html", page.toString(), file("stale.edn", STALE));
    assertThat(Files.readString(page))
        .startsWith("<!doctype html>")
        .contains("failing", "write 1", "state after")
        .doesNotContain("src=", "href=");
    Run nowhere = check("--html", folder.resolve("no/page.html").toString(), "x");
    assertThat(nowhere.exitCode()).isEqualTo(2);
    assertThat(nowhere.err()).contains("no such folder");
  }

  @Test
  void all_levels_are_listed_the_strongest_that_hold_and_the_weakest_that_do_not()
      throws IOException {
    String skew =
        event(0, "invoke", "txn", "[[:r x nil] [:append y 1]]")
            + event(1, "invoke", "txn", "[[:r y nil] [:append x 1]]")
            + event(0, "ok", "txn", "[[:r x []] [:append y 1]]")
            + event(1, "ok", "txn", "[[:r y []] [:append x 1]]");
    String file = file("skew.edn", skew);
    Run run = Run.faultline("check", file, "--model", "list-append", "--level", "all");
    assertThat(run.exitCode()).as(run.out()).isEqualTo(0);
    assertThat(run.out())
        .contains("strongest that hold: strong-snapshot-isolation\n")
        .contains("not repeatable-read: write skew: ")
        .contains("nor: strict-serializable, strong-session-serializable\n");
    Run json = Run.faultline("check", file, "--model", "list-append", "--level", "all", "--json");
    var levels = JsonParser.parseString(json.out()).getAsJsonArray().get(0).getAsJsonObject();
    assertThat(levels.getAsJsonObject("not").keySet())
        .containsExactlyInAnyOrder("repeatable-read", "serializable");
    assertThat(levels.getAsJsonArray("holds")).hasSize(14);
    Run register =
        Run.faultline("check", file("s", STALE), "--model", "register", "--level", "all");
    assertThat(register.out()).contains("not linearizable: ", "hold: sequential, causal");
    assertThat(Run.faultline("check", file, "--model", "list", "--level", "all").exitCode())
        .isEqualTo(2);
  }

  /** Other levels than all take these; the answers have to be the same here. */
  @Test
  void all_levels_take_the_standard_input_and_the_terms_of_a_bank() throws IOException {
    String[] all = {"check", "--level", "all", "--model", "register", "-"};
    var in = System.in;
    try {
      System.setIn(new ByteArrayInputStream(STALE.getBytes(StandardCharsets.UTF_8)));
      Run run = Run.faultline(all);
      assertThat(run.exitCode()).as(run.out()).isEqualTo(0);
      assertThat(run.out()).contains("not linearizable: ");
    } finally {
      System.setIn(in);
    }
    String bank =
        file("bank.edn", event(0, "invoke", "read", "nil") + event(0, "ok", "read", "{0 5}"));
    Run wrong =
        Run.faultline("check", bank, "--model", "bank", "--level", "all", "--balances", "0=10");
    assertThat(wrong.out()).contains("not sequential: ");
    Run right =
        Run.faultline("check", bank, "--model", "bank", "--level", "all", "--balances", "0=5");
    assertThat(right.out()).doesNotContain("not ");
    Run register =
        Run.faultline("check", bank, "--model", "register", "--level", "all", "--total", "5");
    assertThat(register.exitCode()).isEqualTo(2);
    Run order =
        Run.faultline("check", bank, "--model", "bank", "--level", "all", "--json", "--order");
    assertThat(order.exitCode()).isEqualTo(2);
  }

  @Test
  void what_was_skipped_is_an_object_in_json_at_all_levels_too() throws IOException {
    String nemesis = "{:process :nemesis, :type :info, :f :start}\n";
    String file = file("skipped.edn", VALID + nemesis);
    Run run = Run.faultline("check", file, "--model", "register", "--level", "all", "--json");
    var one = JsonParser.parseString(run.out()).getAsJsonArray().get(0).getAsJsonObject();
    assertThat(one.getAsJsonObject("skipped").get("nemesis").getAsInt()).isEqualTo(1);
  }

  @Test
  void the_order_of_a_valid_history_is_in_json_when_asked_for() throws IOException {
    Run run = check("--json", "--order", file("valid.edn", VALID));
    var valid = JsonParser.parseString(run.out()).getAsJsonArray().get(0).getAsJsonObject();
    assertThat(valid.getAsJsonArray("order")).hasSize(2);
    assertThat(valid.getAsJsonArray("order").get(0).getAsJsonObject().get("input").getAsString())
        .isEqualTo("write 1");
  }

  @Test
  void every_part_is_decided_when_asked_for() throws IOException {
    var log = new StringBuilder();
    for (String key : List.of("a", "b", "c")) {
      String value = key.equals("b") ? "1" : "nil";
      log.append(keyed(key, "invoke", "write", "1") + keyed(key, "ok", "write", "1"));
      log.append(keyed(key, "invoke", "read", "nil") + keyed(key, "ok", "read", value));
    }
    Run run =
        Run.faultline(
            "check",
            "--model",
            "multi-register",
            "--level",
            "linearizable",
            "--every-part",
            file("keys.edn", log.toString()));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("2 of 3 parts are invalid");
  }

  private static String keyed(String key, String type, String f, String value) {
    return event(0, type, f, value).replace("}", ", :key \"" + key + "\"}");
  }

  @Test
  void a_budget_that_runs_out_is_unknown() throws IOException {
    var log = new StringBuilder();
    for (int client = 0; client < 24; client++) {
      log.append(event(client, "invoke", "add", "" + (1L << client)));
    }
    for (int client = 0; client < 24; client++) {
      log.append(event(client, "ok", "add", "" + (1L << client)));
    }
    log.append(event(0, "invoke", "read", "nil") + event(0, "ok", "read", "-1"));
    Run run =
        Run.faultline(
            "check",
            "--model",
            "counter",
            "--level",
            "linearizable",
            "--memory",
            "1m",
            file("hard.edn", log.toString()));
    assertThat(run.exitCode()).as(run.out()).isEqualTo(3);
    assertThat(run.out()).startsWith("unknown").contains("tables need more than 16 MB");
    Run memory =
        Run.faultline(
            "check",
            "--model",
            "register",
            "--level",
            "linearizable",
            "--memory",
            "much",
            file("valid.edn", VALID));
    assertThat(memory.exitCode()).isEqualTo(2);
    assertThat(memory.err()).contains("'much' is not an amount of memory");
  }

  @Test
  void a_log_is_followed_while_it_is_written() throws Exception {
    Path log = Path.of(file("growing.edn", event(0, "invoke", "write", "1")));
    var run = CompletableFuture.supplyAsync(() -> check("--follow", log.toString()));
    Files.writeString(log, STALE.substring(STALE.indexOf('\n') + 1), StandardOpenOption.APPEND);
    // Nobody deletes the file: the violation alone ends the command.
    Run ended = run.get(50, TimeUnit.SECONDS);
    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.out()).contains("read -> ok nil of client 1", "the state could be 1");
  }

  @Test
  void following_ends_when_the_file_is_deleted() throws Exception {
    Path log = Path.of(file("growing.edn", VALID));
    var run = CompletableFuture.supplyAsync(() -> check("--follow", log.toString()));
    Files.delete(log);
    Run ended = run.get(50, TimeUnit.SECONDS);
    assertThat(ended.exitCode()).isIn(0, 2); // Deleted before it was opened: no such file.
  }

  @Test
  void what_cannot_be_followed_is_refused_by_name() throws IOException {
    String valid = file("valid.edn", VALID);
    Run level =
        Run.faultline("check", "--follow", valid, "--model", "register", "--level", "sequential");
    assertThat(level.exitCode()).isEqualTo(2);
    assertThat(level.err()).contains("only linearizable can be followed, not sequential");
    Run model =
        Run.faultline(
            "check", "--follow", valid, "--model", "rw-register", "--level", "serializable");
    assertThat(model.err()).contains("model rw-register needs the whole history");
    assertThat(check("--follow", valid, valid).err()).contains("--follow takes one FILE");
  }

  @Test
  void operations_in_json_evidence_have_their_lines_and_indices() throws IOException {
    String indexed = "; a comment\n" + STALE.replace("nil}", "nil, :index 7}");
    String stale = file("indexed.edn", indexed);
    for (String level : List.of("linearizable", "all")) {
      Run run = Run.faultline("check", stale, "--model", "register", "--level", level, "--json");
      var object = JsonParser.parseString(run.out()).getAsJsonArray().get(0).getAsJsonObject();
      var evidence =
          level.equals("all")
              ? object.getAsJsonObject("not").getAsJsonObject("linearizable")
              : object.getAsJsonObject("evidence");
      var failing = evidence.getAsJsonObject("failing");
      assertThat(failing.get("line").getAsInt()).isEqualTo(4);
      assertThat(failing.get("endLine").getAsInt()).isEqualTo(5);
      assertThat(failing.get("index").getAsInt()).isEqualTo(7);
      var write = evidence.getAsJsonArray("operations").get(0).getAsJsonObject();
      assertThat(write.get("line").getAsInt()).isEqualTo(2);
      assertThat(write.get("index").isJsonNull()).isTrue();
    }
  }

  @Test
  void transactions_in_evidence_have_their_lines_and_indices() throws IOException {
    String history =
        """
        {:process 0, :type :invoke, :f :txn, :value [[:append :x 1]], :index 40}
        {:process 0, :type :ok, :f :txn, :value [[:append :x 1]], :index 41}
        {:process 1, :type :invoke, :f :txn, :value [[:r :x nil]]}
        {:process 1, :type :ok, :f :txn, :value [[:r :x []]]}
        """;
    Run run =
        Run.faultline(
            "check",
            file("indexed-transactions.edn", history),
            "--model",
            "list-append",
            "--level",
            "strict-serializable",
            "--json");
    var object = JsonParser.parseString(run.out()).getAsJsonArray().get(0).getAsJsonObject();
    var transactions = object.getAsJsonObject("evidence").getAsJsonArray("transactions");
    assertThat(transactions)
        .map(one -> one.getAsJsonObject().get("line") + " " + one.getAsJsonObject().get("index"))
        .containsExactlyInAnyOrder("1 40", "3 null");
    assertThat(run.out()).contains("line 1, index 40").doesNotContain("index -1");
  }

  @Test
  void all_levels_take_an_initial_value() throws IOException {
    String file =
        file("from7.edn", event(0, "invoke", "read", "nil") + event(0, "ok", "read", "7"));
    Run run =
        Run.faultline("check", file, "--model", "register", "--level", "all", "--initial", "7");
    assertThat(run.out())
        .contains("strongest that hold: linearizable")
        .doesNotContain("not linear");
    assertThat(
            Run.faultline("check", file, "--model", "queue", "--level", "all", "--initial", "7")
                .err())
        .contains("an initial value is for the models");
  }
}
