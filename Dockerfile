# The image is `herd`: what follows its name is herd's command line, as in: docker run akkaherd node Welsh --herd compose

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src

# Packages are a layer of their own, restored anew only when a project or a version changes; for this system alone,
# which leaves out the native libraries of all others.
COPY Directory.* ./
COPY Herd.Actors/*.csproj Herd.Actors/
COPY Herd.Node/*.csproj Herd.Node/
RUN dotnet restore Herd.Node --use-current-runtime -p:PublishReadyToRun=true

COPY . .
# Compiled ahead of time, so that a node is at its full speed sooner.
RUN dotnet publish Herd.Node --no-restore --use-current-runtime --self-contained false -p:PublishReadyToRun=true --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
COPY build/container/healthy build/container/join /usr/local/bin/

RUN install --directory --owner=app --group=app /data
VOLUME /data
ENV HERD__DATA_DIR=/data PATH="/app:$PATH"
USER $APP_UID

# With the http-port as argument where it isn't 12300: HEALTHCHECK CMD ["healthy", "12303"].
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD ["healthy"]
ENTRYPOINT ["herd"]
