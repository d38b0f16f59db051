// SPDX-License-Identifier: MIT OR Apache-2.0
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import picoring.ByteStream;
import picoring.Options;
import picoring.Ring;
import picoring.View;

/**
 * Follows a log, a file or standard input: what a read gives goes into a stream, whole lines
 * come out of it, and the last 100 numbers lie in a ring as one block.
 *     java Follow [FILE]
 */
public class Follow {
    public static void main(String[] arguments) throws IOException {
        try (Ring window = new Ring(100, Double.BYTES, new Options().exact());
                ByteStream stream = new ByteStream(65536);
                ReadableByteChannel log = arguments.length > 0 ? FileChannel.open(Path.of(arguments[0]))
                        : Channels.newChannel(System.in)) {
            int lines = 0;
            while (stream.fill(log) >= 0) {
                for (int n; (n = stream.find(new byte[] {'\n'}, 0)) >= 0; stream.release(n + 1), ++lines) {
                    byte[] line = new byte[n];
                    stream.peek().buffer().get(line);
                    String text = new String(line, UTF_8);
                    window.pushOverwriteDouble(Double.parseDouble(text.substring(text.lastIndexOf(' ') + 1)));
                }
            }
            View last = window.peek(); // null: there was no line
            if (last == null) {
                System.out.println("0 lines");
                return;
            }
            double sum = 0;
            for (int i = 0; i < last.size(); ++i) sum += last.getDouble(i);
            System.out.printf("%d lines; the last %d took %.1f on average%n", lines, last.size(), sum / last.size());
        }
    }
}
