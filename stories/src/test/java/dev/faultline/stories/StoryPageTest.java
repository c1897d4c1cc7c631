package dev.faultline.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.faultline.stories.tell.StoryPage;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class StoryPageTest {
  private static final String DATA = "<script type=\"application/json\" id=\"story\">";

  @Test
  void it_holds_every_field_of_the_map_and_needs_no_other_file() throws IOException {
    Story story = Stories.named("breaker");
    Scene scene = new Scene(7, Values.of(story.parameters()).with("calls", 7), "wall");
    StoryPage page = new StoryPage(story, scene, "./faultline");
    for (int field = 0; field < page.fields(); field++) {
      page.compute(field);
    }
    StringWriter out = new StringWriter();
    page.write(out);
    String html = out.toString();
    // The name of a namespace is no file.
    assertThat(html.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("@@", "src=", "http://", "https://", "href=")
        .contains("<title>");

    int from = html.indexOf(DATA) + DATA.length();
    JsonObject data =
        JsonParser.parseString(html.substring(from, html.indexOf("</script>", from)))
            .getAsJsonObject();
    int across = data.getAsJsonObject("across").getAsJsonArray("values").size();
    int up = data.getAsJsonObject("up").getAsJsonArray("values").size();
    // The value that was asked for is one more column.
    assertThat(across).isEqualTo(story.atlas().acrossValues().size() + 1);
    int cells = data.getAsJsonArray("cells").size();
    assertThat(cells).isEqualTo(page.fields()).isEqualTo(across * up * story.guards().size());
    int points = data.get("whole").getAsInt() + data.get("fine").getAsInt();
    int series = data.getAsJsonArray("series").size();
    assertThat(data.get("curves").getAsString()).hasSize(cells * series * points * 2);

    int start =
        data.getAsJsonArray("start").get(1).getAsInt() * across
            + data.getAsJsonArray("start").get(0).getAsInt();
    JsonObject told = data.getAsJsonArray("cells").get(start).getAsJsonObject();
    assertThat(told.get("verdict").getAsString()).isEqualTo(story.run(scene).verdict());
    assertThat(told.get("command").getAsString())
        .isEqualTo("./faultline demo breaker --set calls=7");
  }

  @Test
  void a_field_that_was_not_computed_is_not_written() {
    Story story = Stories.named("breaker");
    StoryPage page = new StoryPage(story, story.scene(7), "./faultline");
    assertThatThrownBy(() -> page.write(new StringWriter()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("field 0 was not computed");
  }
}
