package thiscord.subscriber.sink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;

/**
 * Posts each event, as one JSON object, to a web address that the user allowed. Its host is looked up before each try, and
 * nothing is sent if one of its addresses is not allowed. (The connection is made by the answer that Java has kept of that
 * look-up.) Redirects and proxies are not followed; what is answered is thrown away.
 *
 * <p>It took the event if it answers 2xx. With 408, 425, 429 and 5xx it is asked again, not before the time in Retry-After;
 * so it is when it does not answer in time. Any other answer is one for good. Headers: {@code webhook-id}, the same at each
 * try; {@code webhook-timestamp}, in seconds; with a secret {@code webhook-signature}, see {@link Signature}.
 */
public final class WebhookSink implements Sink {
    private static final Duration MOST_CONNECTING = Duration.ofSeconds(10);
    private static final Set<Integer> AGAIN = Set.of(408, 425, 429);

    private final URI address;
    private final AllowedHosts allowed;
    private final @Nullable Signature signature;
    private final Duration limit;
    private final HttpClient client;

    /**
     * Looks the host up.
     *
     * @param signature null for none
     * @param limit how long one try may take
     * @throws Failure bad configuration, if the address is not a web address or not allowed
     */
    public static WebhookSink to(URI address, Collection<String> hosts, @Nullable Signature signature, Duration limit) {
        return to(address, new AllowedHosts(hosts, InetAddress::getAllByName), signature, limit);
    }

    static WebhookSink to(URI address, AllowedHosts allowed, @Nullable Signature signature, Duration limit) {
        String scheme = String.valueOf(address.getScheme());
        if (!(scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
                || address.getHost() == null
                || address.getRawUserInfo() != null) {
            throw unusable("it is not http://HOST… or https://HOST…, without a password in it");
        }
        try {
            String wrong = allowed.wrong(address.getHost());
            if (wrong != null) {
                throw unusable(wrong);
            }
        } catch (UnknownHostException e) {
            throw unusable("no host " + address.getHost() + " is known");
        }
        return new WebhookSink(address, allowed, signature, limit);
    }

    private static Failure unusable(String why) {
        return new Failure(ExitCode.BAD_CONFIGURATION, "cannot use the address of --webhook: " + why);
    }

    private WebhookSink(URI address, AllowedHosts allowed, @Nullable Signature signature, Duration limit) {
        this.address = address;
        this.allowed = allowed;
        this.signature = signature;
        this.limit = limit;
        AtomicInteger number = new AtomicInteger();
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(limit.compareTo(MOST_CONNECTING) < 0 ? limit : MOST_CONNECTING)
                .executor(Executors.newFixedThreadPool(2, run -> {
                    Thread thread = new Thread(run, "sink-http-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                }))
                .build();
    }

    @Override
    public void take(SinkEvent event) throws NotTaken, InterruptedException {
        checkHost();
        CompletableFuture<HttpResponse<Void>> asked =
                client.sendAsync(request(event), HttpResponse.BodyHandlers.discarding());
        try {
            judge(asked.get(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw noAnswer();
        } catch (ExecutionException e) {
            Throwable why = e.getCause();
            if (why instanceof HttpTimeoutException) {
                throw noAnswer();
            }
            throw NotTaken.now(why instanceof IOException io ? "it cannot be reached: " + Failure.why(io) : "" + why);
        } finally {
            asked.cancel(true);
        }
    }

    private NotTaken noAnswer() {
        return NotTaken.now("no answer within " + limit.toMillis() + " ms");
    }

    private void checkHost() throws NotTaken {
        try {
            String wrong = allowed.wrong(address.getHost());
            if (wrong != null) {
                throw NotTaken.now(wrong);
            }
        } catch (UnknownHostException e) {
            throw NotTaken.now("no host " + address.getHost() + " is known");
        }
    }

    private HttpRequest request(SinkEvent event) {
        byte[] body = event.line().getBytes(StandardCharsets.UTF_8);
        long seconds = Instant.now().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(limit)
                .header("content-type", "application/json")
                .header("user-agent", "thiscord-subscriber")
                .header("webhook-id", event.id())
                .header("webhook-timestamp", Long.toString(seconds))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (signature != null) {
            request.header("webhook-signature", signature.of(event.id(), seconds, body));
        }
        return request.build();
    }

    private static void judge(HttpResponse<Void> answer) throws NotTaken {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String why = "it answered " + status;
        if (status >= 500 || AGAIN.contains(status)) {
            String after = answer.headers().firstValue("retry-after").orElse("0");
            throw NotTaken.before(why, wait(after, Instant::now));
        }
        throw NotTaken.forGood(why + (status >= 300 && status < 400 ? "; redirects are not followed" : ""));
    }

    /** What Retry-After says: seconds or a date; zero if it says neither. */
    static Duration wait(String text, Supplier<Instant> now) {
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now.get(), then);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeParseException e) {
            return Duration.ZERO;
        }
    }

    /** What is being tried ends within its time limit. */
    @Override
    public void close() {}
}
