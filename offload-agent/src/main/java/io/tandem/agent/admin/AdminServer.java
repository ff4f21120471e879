package io.tandem.agent.admin;

import io.tandem.agent.console.ConsolePage;
import io.tandem.agent.engine.AgentView;
import io.tandem.agent.engine.DeviceView;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.json.DatapathJson;
import io.tandem.agent.json.FlowJson;
import io.tandem.flow.Ufid;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.net.BindException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the admin API and the console over HTTP. It shows and changes nothing: only GET is answered.
 *
 * <p>What has to look at all flows is done by worker threads, so that a large table never holds up the event loop. Every
 * method may be called by any thread but one of Vert.x's own.
 */
public final class AdminServer implements AutoCloseable {
    /** Where the API listens unless told otherwise: only this host reaches it. */
    public static final String DEFAULT_HOST = "127.0.0.1";

    /** The port unless told otherwise. */
    public static final int DEFAULT_PORT = 8080;

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int IDLE_SECONDS = 60;
    private static final int WORKERS = 4;
    private static final int HEALTH_SECONDS = 5;

    private final AgentView agent;
    private final AgentHealth health;
    private final AgentMetrics metrics;
    private final Vertx vertx;
    private final HttpServer server;

    private AdminServer(AgentView agent, String host, int port) {
        this.agent = agent;
        this.health = new AgentHealth(agent);
        this.metrics = new AgentMetrics(agent);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setCompressionSupported(true))
                .requestHandler(routes());
    }

    /**
     * Starts to listen; when this returns, requests are answered.
     *
     * @param host name or address to listen on
     * @param port TCP port, or 0 for any that is free
     * @throws AdminException where that is not possible, most often because the port is in use
     */
    public static AdminServer start(AgentView agent, String host, int port) throws AdminException {
        AdminServer admin = new AdminServer(agent, host, port);
        try {
            admin.server.listen().toCompletionStage().toCompletableFuture().join();
            return admin;
        } catch (CompletionException e) {
            admin.close();
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new AdminException(whyNot(host, port, cause), cause);
        }
    }

    /** The TCP port that it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Stops to listen and ends the requests under way. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static String whyNot(String host, int port, Throwable cause) {
        String words = String.valueOf(cause.getMessage());
        boolean inUse =
                cause instanceof BindException && words.toLowerCase(Locale.ROOT).contains("in use");
        String reason = inUse ? "another program listens there" : words;
        return "the admin API cannot listen on port " + port + " of " + host + ": " + reason
                + "; choose another port with --listen HOST:PORT (port 0 takes any that is free)";
    }

    private Router routes() {
        Router router = Router.router(vertx);
        router.route().handler(AdminServer::guard);
        for (ConsolePage.File file : ConsolePage.files()) {
            router.get(file.path()).handler(ctx -> {
                ctx.response().putHeader("Cache-Control", "no-cache");
                send(ctx, 200, file.contentType(), file.content());
            });
        }
        router.get("/health").handler(ctx -> health(ctx, health::all));
        router.get("/health/ready").handler(ctx -> health(ctx, health::ready));
        router.get("/health/live").handler(ctx -> health(ctx, health::live));
        router.get("/metrics").handler(ctx -> answer(ctx, AgentMetrics.CONTENT_TYPE, metrics::scrape));
        router.get("/api/v1/flows").handler(this::flows);
        router.get("/api/v1/flows/:ufid").handler(this::flow);
        router.get("/api/v1/stats").handler(ctx -> answer(ctx, JSON, () -> stats().encode()));
        router.get("/api/v1/devices")
                .handler(ctx -> answer(ctx, JSON, () -> devices().encode()));
        router.get("/api/v1/ports")
                .handler(ctx -> answer(
                        ctx, JSON, () -> DatapathJson.ports(agent.datapath()).encode()));
        router.get("/api/v1/threads")
                .handler(ctx -> answer(
                        ctx, JSON, () -> DatapathJson.threads(agent.datapath()).encode()));
        router.get("/api/v1/meters")
                .handler(ctx -> answer(
                        ctx, JSON, () -> DatapathJson.meters(agent.meters()).encode()));
        router.get("/api/v1/conntrack")
                .handler(ctx -> answer(ctx, JSON, () -> DatapathJson.conntrack(agent.datapath())
                        .encode()));
        router.get("/api/v1/conntrack/connections").handler(this::connections);
        router.route().handler(ctx -> {
            throw Problem.notFound("there is nothing at " + ctx.request().path())
                    .exception();
        });
        router.route().failureHandler(AdminServer::problem);
        // A path that cannot be decoded fails before any route is looked at.
        router.errorHandler(400, ctx -> send(ctx, Problem.unreadable()));
        return router;
    }

    private static void guard(RoutingContext ctx) {
        ctx.response()
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        if (!ctx.request().method().equals(HttpMethod.GET)) {
            ctx.response().putHeader("Allow", "GET");
            throw Problem.onlyGet(ctx.request().method().name()).exception();
        }
        ctx.next();
    }

    private void health(RoutingContext ctx, Supplier<JsonObject> checks) {
        vertx.executeBlocking(checks::get, false)
                .timeout(HEALTH_SECONDS, TimeUnit.SECONDS)
                .onSuccess(report -> health(ctx, report))
                .onFailure(failure -> {
                    LOG.error("health check failed", failure);
                    health(
                            ctx,
                            AgentHealth.down("no answer: " + failure.getClass().getSimpleName()));
                });
    }

    private static void health(RoutingContext ctx, JsonObject report) {
        send(ctx, AgentHealth.isUp(report) ? 200 : 503, JSON, report.encode());
    }

    private void flows(RoutingContext ctx) {
        FlowQuery query = FlowQuery.of(ctx.queryParams());
        answer(ctx, JSON, () -> query.page(agent.flows(), System.nanoTime()).encode());
    }

    private void flow(RoutingContext ctx) {
        String text = Objects.requireNonNullElse(ctx.pathParam("ufid"), "");
        Ufid ufid = Ufid.parse(text)
                .orElseThrow(() -> Problem.badParameter("ufid", text, "a UUID as 00000000-0000-0000-0000-000000000000")
                        .exception());
        answer(ctx, JSON, () -> {
            FlowView flow = agent.flow(ufid).orElseThrow(() -> Problem.notFound("there is no flow " + ufid)
                    .exception());
            return FlowJson.flow(flow, System.nanoTime()).encode();
        });
    }

    private void connections(RoutingContext ctx) {
        ConnectionQuery query = ConnectionQuery.of(ctx.queryParams());
        answer(ctx, TEXT, () -> query.page(agent));
    }

    private JsonObject stats() {
        List<DeviceView> devices = agent.devices();
        FlowCounts counts = FlowCounts.of(agent.flows());
        JsonArray refusals = new JsonArray();
        counts.byRefusal()
                .forEach((kind, flows) -> refusals.add(new JsonObject()
                        .put("code", kind.code().name())
                        .put("layer", kind.layer().name())
                        .put("flows", flows)));
        return new JsonObject()
                .put("flows", counts.total())
                .put("states", new JsonObject(new LinkedHashMap<>(counts.byState())))
                .put("refusals", refusals)
                .put("traffic", FlowJson.traffic(agent.traffic()))
                .put("devices", devices.size());
    }

    private JsonObject devices() {
        JsonArray items = new JsonArray();
        agent.devices().forEach(device -> items.add(FlowJson.device(device)));
        return new JsonObject().put("items", items);
    }

    private void answer(RoutingContext ctx, String contentType, Callable<String> work) {
        vertx.executeBlocking(work, false)
                .onSuccess(body -> send(ctx, 200, contentType, body))
                .onFailure(ctx::fail);
    }

    private static void send(RoutingContext ctx, int status, String contentType, String body) {
        HttpServerResponse response = ctx.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", contentType)
                    .end(body);
        }
    }

    private static void problem(RoutingContext ctx) {
        Throwable failure = ctx.failure();
        Problem problem =
                switch (failure) {
                    case Problem.ProblemException known -> known.problem();
                    case HttpException http when http.getStatusCode() == 400 -> Problem.unreadable();
                    case null, default -> {
                        LOG.error("{} failed", ctx.request().path(), failure);
                        yield Problem.internal();
                    }
                };
        send(ctx, problem);
    }

    private static void send(RoutingContext ctx, Problem problem) {
        send(ctx, problem.status(), Problem.CONTENT_TYPE, problem.json().encode());
    }
}
