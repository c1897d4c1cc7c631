package dev.faultline.check.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Lays bars out on client lanes, events evenly spaced, and draws them as SVG. */
final class Timeline {

  private static final int LANE = 34;

  /** Room for arrows between the lanes. */
  private static final int WIDE_LANE = 76;

  private static final int LEFT = 90;
  private static final int TOP = 26;

  private final List<Bar> bars;
  private final TreeMap<Long, Integer> column = new TreeMap<>();
  private final List<Band> bands;
  private final Rows rows;
  private final int step;
  private final int top;
  private int lane = LANE;
  private int labels;

  Timeline(List<Bar> bars, List<Band> bands) {
    this.bars = bars;
    this.bands = bands;
    var positions = new TreeSet<Long>();
    int longest = 1;
    for (var bar : bars) {
      positions.add(bar.from());
      if (bar.to() != Long.MAX_VALUE) {
        positions.add(bar.to());
      }
      longest = Math.max(longest, bar.label().length());
    }
    for (long position : positions) {
      column.put(position, column.size());
    }
    rows = new Rows(bars);
    top = TOP + 12 * (most(bands) - 1);
    // The fewer there are, the wider, so that labels can be read.
    int widest = column.size() <= 8 ? 260 : column.size() <= 20 ? 150 : 110;
    step = Math.clamp(longest * 4L, 24, widest);
  }

  private int x(long position) {
    return LEFT + column.getOrDefault(position, column.size()) * step;
  }

  /** Between the events of clients before and after something that is none. */
  private int between(long position) {
    int before = column.headMap(position).size();
    return LEFT + before * step - step / 2;
  }

  private void draw(StringBuilder out, Band band, int height) {
    boolean shown =
        !column.isEmpty() && band.from() <= column.lastKey() && band.to() > column.firstKey();
    if (!shown) {
      return;
    }
    int from = Math.max(LEFT - 4, between(band.from()));
    boolean ends = band.to() <= column.lastKey();
    int width = Math.max(4, (ends ? between(band.to()) : width() - 10) - from);
    out.append("<g class='nemesis'><title>" + escape(band.hover()) + "</title><rect x='");
    out.append(from + "' y='4' width='" + width + "' height='" + (height - 8) + "'/>");
    String label = cut(band.label(), Math.max(6, width / 7));
    int row = TOP - 10 + 12 * (labels++ % most(bands));
    out.append("<text x='" + (from + 3) + "' y='" + row + "'>" + escape(label) + "</text></g>\n");
  }

  /** Labels of bands stand below each other, since times of different kinds may overlap. */
  private static int most(List<Band> bands) {
    return Math.clamp(bands.size(), 1, 3);
  }

  private int y(Bar bar) {
    return top + rows.of(bar) * lane;
  }

  private int width() {
    return LEFT + (column.size() + 1) * step + 20;
  }

  /** The timeline; arrows join bars by their indices, each with a word on it. */
  String svg(List<Arrow> arrows) {
    var out = new StringBuilder();
    lane = arrows.isEmpty() ? LANE : WIDE_LANE;
    int height = top + rows.count * lane + 10;
    out.append(
        "<svg xmlns='http://www.w3.org/2000/svg' width='"
            + width()
            + "' height='"
            + height
            + "' viewBox='0 0 "
            + width()
            + " "
            + height
            + "' role='img'>\n");
    out.append(
        "<defs><marker id='tip' viewBox='0 0 8 8' refX='7' refY='4' markerWidth='7'"
            + " markerHeight='7' orient='auto'><path d='M0 0L8 4L0 8z' class='tip'/></marker></defs>\n");
    bands.forEach(band -> draw(out, band, height));
    rows.firstOfClient.forEach((client, first) ->
        out.append(
            "<line class='lane' x1='"
                + LEFT
                + "' x2='"
                + (width() - 10)
                + "' y1='"
                + (top + first * lane + 12)
                + "' y2='"
                + (top + first * lane + 12)
                + "'/><text class='client' x='8' y='"
                + (top + first * lane + 16)
                + "'>client "
                + client
                + "</text>\n"));
    bars.forEach(bar -> draw(out, bar));
    arrows.forEach(arrow -> draw(out, arrow));
    return out.append("</svg>\n").toString();
  }

  private void draw(StringBuilder out, Bar bar) {
    int from = x(bar.from());
    boolean open = bar.to() == Long.MAX_VALUE;
    int to = open ? width() - 14 : x(bar.to());
    int y = y(bar);
    out.append("<g class='bar ").append(bar.style()).append(open ? " open" : "").append("'>");
    out.append("<title>").append(escape(bar.hover())).append("</title>");
    if (open) {
      int tooth = width() - 6;
      out.append(
          "<path d='M"
              + from
              + " "
              + y
              + "H"
              + to
              + "L"
              + tooth
              + " "
              + (y + 6)
              + "L"
              + to
              + " "
              + (y + 12)
              + "L"
              + tooth
              + " "
              + (y + 18)
              + "L"
              + to
              + " "
              + (y + 24)
              + "H"
              + from
              + "z'/>");
    } else {
      out.append(
          "<rect x='"
              + from
              + "' y='"
              + y
              + "' width='"
              + Math.max(6, to - from)
              + "' height='24' rx='4'/>");
    }
    long until = rows.roomUntil(bar);
    int end = until == Long.MAX_VALUE ? Math.max(to, width() - 14) : Math.max(to, x(until));
    String shown = cut(bar.label(), Math.max(6, end - from - 8) / 7);
    out.append(
        "<text x='" + (from + 5) + "' y='" + (y + 16) + "'>" + escape(shown) + "</text></g>\n");
  }

  /** In the middle: the end of an operation tells as much as its beginning. */
  static String cut(String label, int room) {
    if (label.length() <= room) {
      return label;
    }
    int half = Math.max(0, room - 1) / 2;
    return label.substring(0, Math.max(0, room - 1) - half)
        + "…"
        + label.substring(label.length() - half);
  }

  /** From one bar to another. */
  record Arrow(int from, int to, String word) {}

  private void draw(StringBuilder out, Arrow arrow) {
    var a = bars.get(arrow.from());
    var b = bars.get(arrow.to());
    // Out to the right of the middle, in to the left of it: arrows forth and back stay apart.
    int x1 = along(a, 0.7);
    int x2 = along(b, 0.3);
    boolean down = y(a) <= y(b);
    int y1 = y(a) + (down ? 24 : 0);
    int y2 = y(b) + (down ? 0 : 24);
    int bend = y(a) == y(b) ? y1 + 34 : (y1 + y2) / 2;
    y2 = y(a) == y(b) ? y1 : y2;
    String path =
        "M" + x1 + " " + y1 + "C" + x1 + " " + bend + " " + x2 + " " + bend + " " + x2 + " " + y2;
    out.append("<path class='arrow' marker-end='url(#tip)' d='" + path + "'/>");
    out.append(
        "<text class='word' x='"
            + ((x1 + x2) / 2 + (down ? 8 : -24))
            + "' y='"
            + ((y1 + y2) / 2 + (y(a) == y(b) ? 38 : down ? -4 : 12))
            + "'>"
            + escape(arrow.word())
            + "</text>\n");
  }

  private int along(Bar bar, double share) {
    int to = bar.to() == Long.MAX_VALUE ? width() - 14 : x(bar.to());
    return (int) (x(bar.from()) + share * (to - x(bar.from())));
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;");
  }

  static List<Bar> last(List<Bar> bars, int count) {
    return bars.size() <= count
        ? bars
        : new ArrayList<>(bars.subList(bars.size() - count, bars.size()));
  }

  static List<Bar> atMost(List<Bar> bars, int count) {
    return bars.size() <= count ? bars : new ArrayList<>(bars.subList(0, count));
  }
}
