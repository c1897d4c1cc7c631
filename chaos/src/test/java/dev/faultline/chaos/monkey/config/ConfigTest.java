package dev.faultline.chaos.monkey.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.group.Exclusion;
import dev.faultline.chaos.monkey.group.Grouping;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.schedule.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
  @TempDir private Path folder;

  private MonkeyConfig read(String text) throws IOException {
    return read(text, new TreeMap<>());
  }

  private MonkeyConfig read(String text, Map<String, String> environment) throws IOException {
    Path file = Files.writeString(folder.resolve("chaosmonkey.toml"), text);
    return MonkeyConfig.read(file, environment);
  }

  /** The keys of the original, as its own documentation spells them. */
  @Test
  void a_file_of_the_original_is_read_as_it_is() throws IOException {
    MonkeyConfig config =
        read(
            """
            [chaosmonkey]
            enabled = true
            schedule_enabled = true
            leashed = false
            accounts = ["production", "test"]   # who opted in

            start_hour = 9                      # time during day when starts terminating
            end_hour = 15
            time_zone = "America/New_York"
            max_apps = 2147483647
            cron_path = "/etc/cron.d/chaosmonkey-daily-terminations"
            term_path = "/apps/chaosmonkey/chaosmonkey-terminate.sh"
            term_account = "root"
            trackers = []
            error_counter = ""
            outage_checker = ""

            [database]
            host = "dbhost.example.com"
            port = 3306
            encrypted_password = 'secret'

            [spinnaker]
            endpoint = "http://spinnaker.example.com:8084"
            """);
    assertThat(config.enabled()).isTrue();
    assertThat(config.scheduleEnabled()).isTrue();
    assertThat(config.leashed()).isFalse();
    assertThat(config.accounts()).containsExactly("production", "test");
    assertThat(config.calendar().hours()).hasToString("09:00-15:00");
    assertThat(config.calendar().zone()).hasToString("America/New_York");
    assertThat(config.appsMax()).isEqualTo(2147483647);
    assertThat(config.ignored())
        .containsExactlyInAnyOrder(
            "cron_path", "term_path", "term_account", "[database]", "[spinnaker]");
  }

  @Test
  void an_empty_file_means_off_and_leashed() throws IOException {
    MonkeyConfig config = read("");
    assertThat(config.enabled()).isFalse();
    assertThat(config.scheduleEnabled()).isFalse();
    assertThat(config.leashed()).isTrue();
    assertThat(config.accounts()).isEmpty();
    assertThat(config.calendar().zone()).hasToString("America/Los_Angeles");
    assertThat(config.calendar().days()).doesNotContain(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    assertThat(config.lever()).isEqualTo(folder.toAbsolutePath().resolve("faultline-monkey/STOP"));
  }

  @Test
  void the_environment_wins_over_the_file() throws IOException {
    MonkeyConfig config =
        read(
            "[chaosmonkey]\nenabled = true\naccounts = ['a']\n",
            Map.of("CHAOSMONKEY_ENABLED", "false", "CHAOSMONKEY_ACCOUNTS", "b,c"));
    assertThat(config.enabled()).isFalse();
    assertThat(config.accounts()).containsExactly("b", "c");
    assertThatThrownBy(() -> read("", Map.of("CHAOSMONKEY_LEASHED", "maybe")))
        .hasMessageEndingWith("leashed is 'maybe', expected true or false");
  }

  @Test
  void tables_of_our_own() throws IOException {
    Files.writeString(folder.resolve("days"), "2026-12-24\n");
    MonkeyConfig config =
        read(
            """
            [faultline]
            hours = "22:00-04:30"
            work_days = ["saturday", "Sunday"]
            holidays = "days"
            seed = -7
            trackers = [
              "logger monkey", # the first
              "true",
            ]
            [[cluster]]
            name = "shop-cache-blue"
            account = "local"
            region = "here"
            find = ["port 6379", "pid-file /run/x.pid"]
            [[cluster]]
            name = "shop"
            account = "local"
            region = "here"
            find = ["command redis.*"]
            """);
    assertThat(config.calendar().hours().overMidnight()).isTrue();
    assertThat(config.calendar().days()).containsExactly(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    assertThat(config.calendar().holidays()).hasSize(1);
    assertThat(config.seed()).hasValue(-7);
    assertThat(config.trackers()).containsExactly("logger monkey", "true");
    assertThat(config.clusters())
        .extracting(cluster -> cluster.name() + " " + cluster.finders())
        .containsExactly(
            "shop [command redis.*]", "shop-cache-blue [port 6379, pid-file /run/x.pid]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [chaosmonkey]\\nenabled = 1            | :2: enabled is '1', expected true or false
          [chaosmonkey]\\nenabled = yes          | :2:11: 'yes' is not a value, expected a string, a whole number,
          [chaosmonkey]\\nenbaled = true         | :2: there is no key 'enbaled' in [chaosmonkey], expected one of accounts,
          [chaosmonkey]\\nenabled = true\\nenabled = true | :3:15: key 'enabled' is there twice
          [chaosmonkey]\\nstart_hour = 15\\nend_hour = 9 | : end_hour is 9 and start_hour is 15, expected a later end; for hours over midnight write hours = "15:00-09:00" in [faultline]
          [chaosmonkey]\\nstart_hour = 24        | :2: start_hour is '24', expected a whole number from 0 to 23
          [chaosmonkey]\\ntime_zone = "Mars/Low" | :2: time_zone is 'Mars/Low', expected a time zone such as Europe/Berlin
          [chaosmonkey]\\ntrackers = ["atlas"]   | :2: trackers is '[atlas]', expected none; trackers in [faultline]
          [chaosmonkey]\\noutage_checker = "x"   | :2: outage_checker is 'x', expected nothing, since no such plug-in is known; use outage_command
          [chaosmonkey]\\naccounts = [1]         | accounts is [1], expected an array of strings
          [chaosmonkey]\\naccounts = ["a"        | :2:16: expected ']'
          [chaosmonkey]\\nleashed = "no          | :2:14: a string has no end
          [dynamic]\\nprovider = "etcd"          | :2: provider is 'etcd', expected nothing
          [monkeys]                            | :1: there is no table [monkeys], expected [chaosmonkey], [faultline] or [[cluster]]
          [[clusters]]                         | :1: there is no table [[clusters]], expected [[cluster]]
          [faultline]\\nhours = "9-15"           | :2: hours is '9-15', expected two times such as "22:00-04:30"
          [faultline]\\nwork_days = ["someday"]  | :2: work_days is '[someday]', expected days such as
          [faultline]\\nholidays = "none"        | :2: holidays is 'none', expected a file that can be read
          [[cluster]]\\naccount = "a"            | :1: [[cluster]] has no 'name', expected a name of letters
          [[cluster]]\\nname = "a"               | :1: [[cluster]]
          [[cluster]]\\nname = "a/b"             | :1: [[cluster]] has no 'name', expected a name of letters
          [[cluster]]\\nname = "a"\\nfind = ["x y"] | :1: [[cluster]]: 'x y' finds no process, expected
          """)
  void mistakes_have_a_place_and_what_was_expected(String text, String message) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(folder.resolve("chaosmonkey.toml").toString())
        .hasMessageContaining(message);
  }

  @Test
  void an_app_of_the_original_is_read_as_it_is() {
    AppConfig app =
        AppConfig.parse(
            "shop.json",
            """
            {"name": "shop", "attributes": {"email": "x@example.com", "chaosMonkey": {
              "enabled": true, "meanTimeBetweenKillsInWorkDays": 2, "minTimeBetweenKillsInWorkDays": 1,
              "grouping": "cluster", "regionsAreIndependent": true,
              "exceptions": [{"account": "test", "stack": "*", "detail": "*", "region": "*"},
                             {"account": "prod", "region": "us-west-2"}]}}}
            """);
    assertThat(app.enabled()).isTrue();
    assertThat(app.whitelisted()).isFalse();
    assertThat(app.grouping()).isEqualTo(Grouping.CLUSTER);
    assertThat(app.regionsAreIndependent()).isTrue();
    assertThat(app.mean()).isEqualTo(new Spacing.WorkDays(2));
    assertThat(app.minimum()).isEqualTo(new Spacing.WorkDays(1));
    assertThat(app.exclusions())
        .containsExactly(
            new Exclusion("test", "*", "*", "*"), new Exclusion("prod", "", "", "us-west-2"));
    assertThat(app.minimumAlive()).isOne();
    assertThat(app.fault()).isEqualTo(ProcessFault.KILL);
  }

  @Test
  void keys_of_our_own_and_the_old_form() {
    AppConfig app =
        AppConfig.parse(
            "shop.json",
            """
            {"chaosMonkey": {"enabled": true, "grouping": "app", "meanTimeBetweenKills": "PT4H",
              "minTimeBetweenKills": "30m", "minimumAlive": 2, "notAgainWithin": 3,
              "fault": "pause 10s", "whitelist": []}}
            """);
    assertThat(app.mean()).isEqualTo(new Spacing.Elapsed(Duration.ofHours(4)));
    assertThat(app.minimum()).isEqualTo(new Spacing.Elapsed(Duration.ofMinutes(30)));
    assertThat(app.minimumAlive()).isEqualTo(2);
    assertThat(app.notAgainWithin()).isEqualTo(3);
    assertThat(app.fault()).hasToString("pause 10s");
    assertThat(app.whitelisted()).isTrue();
    assertThat(AppConfig.parse("shop.json", "{\"chaosMonkey\": {\"enabled\": false}}"))
        .isEqualTo(AppConfig.DISABLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [                                       | shop.json is not JSON
          []                                      | shop.json is not an object, expected {…}
          {}                                      | shop.json has no attributes.chaosMonkey
          {"chaosMonkey": {}}                     | enabled is missing, expected true or false
          {"chaosMonkey": {"enabled": "true"}}    | enabled is "true", expected true or false
          {"chaosMonkey": {"enabled": true}}      | grouping is missing, expected app, stack or cluster
          {"chaosMonkey": {"enabled": true, "grouping": "asg"}} | grouping is "asg", expected app, stack or cluster
          {"chaosMonkey": {"enabled": true, "grouping": "app"}} | expected one of meanTimeBetweenKillsInWorkDays, in days of work, and meanTimeBetweenKills
          {"chaosMonkey": {"enabled": true, "grouping": "app", "meanTimeBetweenKillsInWorkDays": 0}} | meanTimeBetweenKillsInWorkDays is 0, expected a whole number from 1 on
          {"chaosMonkey": {"enabled": true, "grouping": "app", "meanTimeBetweenKillsInWorkDays": 2, "minTimeBetweenKillsInWorkDays": -1}} | minTimeBetweenKillsInWorkDays is -1, expected a whole number from 0 on
          {"chaosMonkey": {"enabled": true, "grouping": "app", "meanTimeBetweenKills": "soon", "minTimeBetweenKillsInWorkDays": 1}} | 'soon' is not a duration
          {"chaosMonkey": {"enabled": true, "grouping": "app", "meanTimeBetweenKillsInWorkDays": 2, "minTimeBetweenKillsInWorkDays": 1, "exceptions": [{"account": "x"}]}} | an exception has no 'region'
          """)
  void mistakes_of_an_app_name_the_key(String text, String message) {
    assertThatThrownBy(() -> AppConfig.parse("shop.json", text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("shop.json")
        .hasMessageContaining(message);
  }
}
